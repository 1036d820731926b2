import { at, isObject, list, text, texts } from './read.ts';
import { ignore } from './result.ts';
import {
  type CallParser,
  type Found,
  fileSystem,
  findId,
  type IdAt,
  mountTarget,
  networkInterface,
  prefixList,
  securityGroup,
} from './targets.ts';

const request = 'detail.requestParameters';
const response = 'detail.responseElements';

/** Newer EC2 calls are recorded under the name of their request, in PascalCase. */
const ownRequest = `${request}.*Request`;

/** CloudTrail leaves out parameters that are too large (`omitted: true`), and EC2 takes groups by name: a sweep finds what changed. */
const unnamed = (eventName: string): Found => ({
  kind: 'found',
  targets: [],
  region: `${eventName} does not say by id what it changed`,
});

/** Whether an event leaves out the object at a path. */
const isUnsaid = (event: unknown, path: string): boolean =>
  !isObject(at(event, path)) || at(event, `${path}.omitted`) === true;

/** Finds the id at the first of the paths that holds one; `*` stands for the name of the call. */
const named =
  (...paths: readonly [IdAt, ...IdAt[]]): CallParser =>
  (event, eventName) => {
    const told = paths
      .map(([path, kind]): IdAt => [path.replace('*', eventName), kind])
      .find(([path]) => text(event, path) !== undefined);
    return told ? findId(eventName, event, told) : unnamed(eventName);
  };

const namedMountTarget = named([`${request}.mountTargetId`, mountTarget]);
const namedFileSystem = named([`${request}.fileSystemId`, fileSystem]);

const resource = named([`${request}.resourceId`, fileSystem]);

const taggedResource: CallParser = (event, eventName) =>
  // EFS tags access points with the same call.
  /(?:^|\/)fsap-/.test(text(event, `${request}.resourceId`) ?? '')
    ? ignore('not-relevant')
    : resource(event, eventName);

/** EFS calls that can change a mount target's groups or the rule that governs it, by CloudTrail's `eventName`. */
export const efsCalls: ReadonlyMap<string, CallParser> = new Map([
  [
    'CreateMountTarget',
    named(
      [`${response}.mountTargetId`, mountTarget],
      [`${response}.fileSystemId`, fileSystem],
      [`${request}.fileSystemId`, fileSystem],
    ),
  ],
  ['ModifyMountTargetSecurityGroups', namedMountTarget],
  ['DeleteMountTarget', namedMountTarget],
  ['TagResource', taggedResource],
  ['UntagResource', taggedResource],
  ['CreateTags', namedFileSystem],
  ['DeleteTags', namedFileSystem],
]);

/** The group may be named by its name only in the request; EC2's answer then carries the id. */
const group = named(
  [`${request}.groupId`, securityGroup],
  [`${ownRequest}.GroupId`, securityGroup],
  [`${response}.groupId`, securityGroup],
  [`${response}.securityGroupRuleSet.items.0.groupId`, securityGroup],
  [`${response}.revokedSecurityGroupRuleSet.items.0.groupId`, securityGroup],
);

const entries = named([`${ownRequest}.PrefixListId`, prefixList], [`${request}.prefixListId`, prefixList]);

/** One call tags resources of any type; only security groups matter. DeleteTags without tags deletes all of them. */
const taggedGroups: CallParser = (event, eventName) => {
  const path = `${request}.resourcesSet`;
  if (isUnsaid(event, path)) return unnamed(eventName);
  const targets = list(event, `${path}.items`)
    .map((item) => securityGroup.targets(text(item, 'resourceId') ?? ''))
    .filter((found) => found !== undefined);
  const changedTagKeys = texts(list(event, `${request}.tagSet.items`).map((item) => at(item, 'key')));
  return targets.length === 0 ? ignore('not-relevant') : { kind: 'found', targets, changedTagKeys };
};

/** The call also changes other attributes; CloudTrail writes an empty set as `{}`. */
const interfaceGroups: CallParser = (event, eventName) =>
  !isUnsaid(event, request) &&
  at(event, `${request}.groupSet.omitted`) !== true &&
  list(event, `${request}.groupSet.items`).length === 0
    ? ignore('not-relevant')
    : named([`${request}.networkInterfaceId`, networkInterface])(event, eventName);

/** EC2 calls that can change which groups a mount target has, or should have, or whom they let in, by CloudTrail's `eventName`. */
export const ec2Calls: ReadonlyMap<string, CallParser> = new Map([
  ['CreateTags', taggedGroups],
  ['DeleteTags', taggedGroups],
  ['CreateSecurityGroup', group],
  ['DeleteSecurityGroup', group],
  ['AuthorizeSecurityGroupIngress', group],
  ['RevokeSecurityGroupIngress', group],
  ['ModifySecurityGroupRules', group],
  ['AssociateSecurityGroupVpc', group],
  ['DisassociateSecurityGroupVpc', group],
  ['ModifyManagedPrefixList', entries],
  ['RestoreManagedPrefixListVersion', entries],
  ['ModifyNetworkInterfaceAttribute', interfaceGroups],
]);
