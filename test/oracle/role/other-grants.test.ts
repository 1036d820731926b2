import { beforeAll, describe, expect, it } from 'vitest';
import { grantedTo } from '../support/role.ts';
import { ofType, type Template, transformed } from '../support/template.ts';

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const reading = { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] } };
const stating = (statement: object) => ({
  Policies: [{ PolicyName: 'more', PolicyDocument: { Statement: [{ Resource: '*', ...statement }] } }],
});

let template: Template;
beforeAll(async () => {
  template = await transformed();
});

/** The template with more properties of remediate's role, or with one more resource. */
const withRole = (properties: object): Template => {
  const role = template.Resources['RemediateRole'];
  const changed = { Type: 'AWS::IAM::Role', Properties: { ...role?.Properties, ...properties } };
  return { ...template, Resources: { ...template.Resources, RemediateRole: changed } };
};
const withMore = (Type: string, Properties: Readonly<Record<string, unknown>>): Template => ({
  ...template,
  Resources: { ...template.Resources, More: { Type, Properties } },
});

describe('what the template gives to a role', () => {
  it.each<readonly [string, () => Template, string]>([
    ['a managed policy', () => withRole({ ManagedPolicyArns: [administrator] }), 'ManagedPolicyArns'],
    [
      'a managed policy of its own',
      () => withMore('AWS::IAM::ManagedPolicy', { ...reading, Roles: [{ Ref: 'RemediateRole' }] }),
      'More',
    ],
    [
      'a policy that is a resource',
      () => withMore('AWS::IAM::RolePolicy', { ...reading, RoleName: { 'Fn::Sub': `\${RemediateRole}` } }),
      'More',
    ],
    ['all actions but one', () => withRole(stating({ Effect: 'Allow', NotAction: 's3:GetObject' })), 'NotAction'],
    ['a refusal', () => withRole(stating({ Effect: 'Deny', Action: 's3:GetObject' })), 'Deny'],
  ])('is not told by actions where it is %s', (_, changed, told) => {
    expect(() => grantedTo(changed(), 'Remediate')).toThrow(told);
  });

  it('is not told where there are two roles to choose from', () => {
    const remediate = template.Resources['Remediate'];
    const Role = { 'Fn::If': ['AlarmsMailed', remediate?.Properties?.['Role'], { 'Fn::GetAtt': ['Other', 'Arn'] }] };
    const Remediate = { Type: 'AWS::Lambda::Function', Properties: { ...remediate?.Properties, Role } };
    const changed = { ...template, Resources: { ...template.Resources, Remediate } };
    expect(() => grantedTo(changed, 'Remediate')).toThrow('more roles than one');
  });

  it('comes from policies of its own, and from those for writing, for the place of the policy, for flow logs, for a key, a topic, notices and reports', () => {
    const policies = [...ofType(template, 'AWS::IAM::Policy').keys()];
    expect(policies.toSorted()).toEqual([
      'FlowLogs',
      'KeyUse',
      'NoticeEvents',
      'PolicyFromAppConfig',
      'PolicyFromSsm',
      'ReadAttachedGroups',
      'ReadKeyPolicy',
      'ReadTopicPolicy',
      'StartReports',
      'WriteMountTargets',
    ]);
  });

  it('is told by actions where a policy is attached by its name in a text', () => {
    const policy = { ...reading, Roles: [{ 'Fn::Sub': `\${RemediateRole}` }] };
    expect(grantedTo(withMore('AWS::IAM::Policy', policy), 'Remediate')).toContain('s3:GetObject');
  });
});
