import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import type { Ignored } from '../../../functions/intake/result.ts';
import { sweepRequest } from '../../../functions/intake/sweep-request.ts';
import { sample } from './sample.ts';

const roleArn = 'arn:aws:iam::111122223333:role/mountguard-remediate';
const operator = 'arn:aws:iam::111122223333:role/Operator';
const efs =
  'arn:aws:iam::111122223333:role/aws-service-role/elasticfilesystem.amazonaws.com/AWSServiceRoleForAmazonElasticFileSystem';

const aMountTarget = { mountTargetIds: ['fsmt-0a1b2c3d4e5f60718'] };
const aFileSystem = { fileSystemIds: ['fs-0123456789abcdef0'] };
const anInterface = { networkInterfaceIds: ['eni-0fedcba9876543210'] };
const theGroup = { securityGroupIds: ['sg-0aaaaaaaaaaaaaaa1'] };
const itsTag = (...changedTagKeys: readonly string[]) => ({ ...theGroup, changedTagKeys });
const theOldGroup = { securityGroupIds: ['sg-0bbbbbbbbbbbbbbb2'] };

const request = (targets: object, cause: string, more: object) => ({
  mountTargetIds: [],
  fileSystemIds: [],
  networkInterfaceIds: [],
  securityGroupIds: [],
  prefixListIds: [],
  ...targets,
  cause,
  dryRun: false,
  ...more,
});
const withId = { eventId: expect.stringMatching(/^[0-9a-f-]{36}$/) };
const looks = (cause: string, targets: object, more: object = withId) => ({
  kind: 'look',
  request: request(targets, cause, more),
});
const called = (cause: string, targets: object, who: object = { arn: operator }, attached?: typeof theOldGroup) =>
  looks(cause, targets, {
    ...withId,
    ...(attached && { attached: attached.securityGroupIds }),
    actor: { userAgent: expect.any(String), ...who },
    changedAt: Date.UTC(2026, 2, 1, 10, 15, 30),
  });
/** What an EC2 call asks of a sweep that does not say which groups it changed. */
const unnamed = (cause: string) => {
  const { kind, request } = called(cause, {});
  return { kind, request: { ...request, region: `${cause} does not say by id what it changed` } };
};
const modified = (who: object) => called('ModifyMountTargetSecurityGroups', aMountTarget, who, theOldGroup);
const ignored = (why: Ignored) => ({ kind: 'ignored', ignored: why, ...withId });

const expected = new Map<string, object>([
  ['cloudtrail-efs-create-mount-target', called('CreateMountTarget', aMountTarget, { arn: operator }, theOldGroup)],
  ['cloudtrail-efs-create-mount-target-no-groups', called('CreateMountTarget', aMountTarget)],
  ['cloudtrail-efs-modify-mount-target-security-groups', modified({ arn: operator })],
  ['cloudtrail-efs-modify-from-console', modified({ arn: 'arn:aws:iam::111122223333:user/bob', console: true })],
  ['cloudtrail-efs-modify-by-mountguard', ignored('own-change')],
  ['cloudtrail-efs-modify-access-denied', ignored('failed-call')],
  ['cloudtrail-efs-delete-mount-target', called('DeleteMountTarget', aMountTarget)],
  ['cloudtrail-efs-tag-resource', called('TagResource', aFileSystem)],
  ['cloudtrail-efs-untag-resource', called('UntagResource', aFileSystem)],
  ['cloudtrail-efs-tag-access-point', ignored('not-relevant')],
  ['cloudtrail-efs-create-tags', called('CreateTags', aFileSystem)],
  ['cloudtrail-efs-delete-tags', called('DeleteTags', aFileSystem)],
  ['cloudtrail-ec2-create-tags-security-group', called('CreateTags', itsTag('nfs-access'))],
  ['cloudtrail-ec2-delete-tags-security-group', called('DeleteTags', itsTag('nfs-access'))],
  ['cloudtrail-ec2-create-tags-instance', ignored('not-relevant')],
  ['cloudtrail-ec2-create-security-group', called('CreateSecurityGroup', theGroup)],
  ['cloudtrail-ec2-delete-security-group', called('DeleteSecurityGroup', theOldGroup)],
  ['cloudtrail-ec2-delete-security-group-by-name', unnamed('DeleteSecurityGroup')],
  ['cloudtrail-ec2-authorize-security-group-ingress-omitted', unnamed('AuthorizeSecurityGroupIngress')],
  ['cloudtrail-efs-new-client-connection', ignored('not-relevant')],
  ['tag-change-fsx-file-system', ignored('not-relevant')],
  ['config-item-network-interface-s3-files', ignored('not-relevant')],
  ['cloudtrail-ec2-authorize-security-group-ingress', called('AuthorizeSecurityGroupIngress', theGroup)],
  ['cloudtrail-ec2-revoke-security-group-ingress', called('RevokeSecurityGroupIngress', theGroup)],
  ['cloudtrail-ec2-modify-security-group-rules', called('ModifySecurityGroupRules', theGroup)],
  ['cloudtrail-ec2-associate-security-group-vpc', called('AssociateSecurityGroupVpc', theGroup)],
  ['cloudtrail-ec2-disassociate-security-group-vpc', called('DisassociateSecurityGroupVpc', theGroup)],
  [
    'cloudtrail-ec2-modify-managed-prefix-list',
    called('ModifyManagedPrefixList', { prefixListIds: ['pl-0aaaaaaaaaaaaaaa1'] }),
  ],
  [
    'cloudtrail-ec2-modify-network-interface-attribute-by-efs',
    called('ModifyNetworkInterfaceAttribute', anInterface, { arn: efs }),
  ],
  [
    'cloudtrail-ec2-modify-network-interface-attribute-by-person',
    called('ModifyNetworkInterfaceAttribute', anInterface),
  ],
  ['cloudtrail-ec2-modify-network-interface-attribute-refused', ignored('failed-call')],
  ['cloudtrail-ec2-modify-network-interface-attribute-other', ignored('not-relevant')],
  ['cloudtrail-ec2-create-network-interface-by-efs', ignored('not-relevant')],
  ['tag-change-file-system', looks('tag-change', aFileSystem)],
  ['tag-change-security-group', looks('tag-change', itsTag('environment'))],
  ['tag-change-instance', ignored('not-relevant')],
  ['config-item-network-interface', looks('config-item', anInterface)],
  ['config-item-network-interface-other', ignored('not-relevant')],
  ['config-item-network-interface-deleted', looks('config-item', anInterface)],
  ['config-item-oversized', looks('config-item', anInterface)],
  ['config-item-file-system', looks('config-item', aFileSystem)],
  ['config-item-security-group', looks('config-item', theGroup)],
  ['config-item-security-group-deleted', looks('config-item', theGroup)],
  ['config-compliance-change', looks('config-compliance', anInterface)],
  ['config-rule-item', looks('config-rule', anInterface, {})],
  ['config-rule-scheduled', { kind: 'ignored', ignored: 'not-relevant' }],
  ['schedule-rule', ignored('not-relevant')],
  ['schedule-scheduler', ignored('not-relevant')],
  ['manual-dry-run', looks('manual', aMountTarget, { dryRun: true })],
  ['manual-file-system', looks('manual', aFileSystem, {})],
  ['sweep-dry-run', { kind: 'malformed', message: expect.stringContaining('expected at least one id') }],
  ['region-message', looks('AuthorizeSecurityGroupIngress', theGroup, {})],
  ['work-message', looks('sweep', aMountTarget, {})],
]);

const events = new URL('../../../events/', import.meta.url);
const names = readdirSync(events)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''));

describe('the sample events', () => {
  it('each have an expectation here, and no expectation is without its sample', () => {
    expect([...expected.keys()].sort()).toEqual(names.sort());
  });

  it.each([...expected])('%s is read as expected', (name, answer) => {
    expect(intake(sample(name), { roleArn })).toEqual(answer);
  });

  const dryRuns = new Map([
    ['config-rule-scheduled', false],
    ['schedule-rule', false],
    ['schedule-scheduler', false],
    ['sweep-dry-run', true],
  ]);

  it.each(names)('%s is a sweep only where it says so', (name) => {
    const dryRun = dryRuns.get(name);
    const refusal = { kind: 'malformed', message: expect.stringMatching(/^sweep: .* to remediate\.$/) };
    expect(sweepRequest(sample(name))).toEqual(dryRun === undefined ? refusal : { kind: 'sweep', dryRun });
  });
});
