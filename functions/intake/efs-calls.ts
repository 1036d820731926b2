import type { CallParser } from './cloudtrail.ts';
import { fileSystem, findId, type IdAt, mountTarget } from './ids-in-events.ts';
import { text } from './read.ts';
import { ignore } from './result.ts';

const named =
  (...places: readonly [IdAt, ...IdAt[]]): CallParser =>
  (event, eventName) =>
    findId(eventName, event, places);

const request = 'detail.requestParameters';
const response = 'detail.responseElements';

const taggedResource: CallParser = (event, eventName) =>
  // EFS tags access points with the same call.
  /(?:^|\/)fsap-/.test(text(event, `${request}.resourceId`) ?? '')
    ? ignore('not-relevant')
    : findId(eventName, event, [[`${request}.resourceId`, fileSystem]]);

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
  ['ModifyMountTargetSecurityGroups', named([`${request}.mountTargetId`, mountTarget])],
  ['DeleteMountTarget', named([`${request}.mountTargetId`, mountTarget])],
  ['TagResource', taggedResource],
  ['UntagResource', taggedResource],
  ['CreateTags', named([`${request}.fileSystemId`, fileSystem])],
  ['DeleteTags', named([`${request}.fileSystemId`, fileSystem])],
]);
