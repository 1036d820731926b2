import type { Part, Template } from './template.ts';

/** The role by which the hub writes, in the account of the stack. */
const ownWriteRole = {
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/mountguard-write']],
};

const notOurs = { sessionContext: { sessionIssuer: { arn: [{ exists: false }, { 'anything-but': ownWriteRole }] } } };

/** A pattern of EventBridge that leaves out what mountguard did itself. */
const withoutOwn = (pattern: Part): Part => {
  const detail = pattern['detail'] as Part | undefined;
  if (!detail || !('eventSource' in detail)) return pattern;
  return { ...pattern, detail: { ...detail, userIdentity: { ...Object(detail['userIdentity']), ...notOurs } } };
};

const isRule = ({ Type }: { readonly Type: string }): boolean => Type === 'AWS::Events::Rule';

/** The template that sends a member's events to the hub's bus: the rules of one account, with another target. */
export const forwarderTemplate = (forwarder: Template, { Resources }: Template): Template => {
  const rules = Object.entries(Resources).filter(([, resource]) => isRule(resource));
  const target = forwarder.Metadata?.['Target'];
  if (!target) throw new Error('member-forwarder.yaml has no Target in Metadata');
  const { Metadata: _, ...rest } = forwarder;
  const sent = rules.map(([name, { Properties }]) => [
    name,
    {
      Type: 'AWS::Events::Rule',
      Properties: { ...Properties, EventPattern: withoutOwn(Object(Properties['EventPattern'])), Targets: [target] },
    },
  ]);
  return { ...rest, Resources: { ...Object.fromEntries(sent), ...forwarder.Resources } };
};
