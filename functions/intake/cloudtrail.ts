import { type SecurityGroupId, securityGroupId } from '../core/model/ids.ts';
import type { Actor } from '../core/model/request.ts';
import { elsewhere, isForeignArn, type Own } from './place.ts';
import { at, list, text } from './read.ts';
import { type Intake, ignore } from './result.ts';
import { type CallParser, lookAt } from './targets.ts';

/** Characters of an ARN at most (IAM), and those kept of a user agent: both go on record with every change. */
const [longestArn, longestUserAgent] = [2048, 1024];

/**
 * Who made a CloudTrail call: the role behind the session, else the identity, else the service it was made for. A console
 * user's `sessionIssuer` is an empty object, `sessionCredentialFromConsole` is text (both recorded), and `userAgent` may be absent.
 */
export const actorOf = (detail: unknown): Actor | undefined => {
  const arn =
    text(detail, 'userIdentity.sessionContext.sessionIssuer.arn') ??
    text(detail, 'userIdentity.arn') ??
    text(detail, 'userIdentity.invokedBy');
  const userAgent = text(detail, 'userAgent')?.slice(0, longestUserAgent);
  if (arn === undefined) return undefined;
  return {
    arn: arn.slice(0, longestArn),
    ...(userAgent !== undefined && { userAgent }),
    ...(text(detail, 'sessionCredentialFromConsole') === 'true' && { console: true }),
  };
};

/** Account and name of the role in a role's ARN, or in its session's, which leaves the role's path out. */
const roleIn = (arn: string): string | undefined => {
  const [, , , , account, resource = ''] = arn.split(':');
  const [type, ...path] = resource.split('/');
  const name = type === 'role' ? path.at(-1) : type === 'assumed-role' ? path[0] : undefined;
  return name === undefined ? undefined : `${account}/${name}`;
};

/**
 * Whether mountguard's own role made a CloudTrail call. Roles are compared by account and name, which is unique in an
 * account whatever the role's path (IAM); `roleArn` may be the role's ARN or a session's.
 */
export const isOwnChange = (detail: unknown, roleArn: string | undefined): boolean => {
  const own = roleArn === undefined ? undefined : roleIn(roleArn);
  if (own === undefined) return false;
  const callers = [
    text(detail, 'userIdentity.sessionContext.sessionIssuer.arn'),
    text(detail, 'userIdentity.arn'),
  ].filter((arn) => arn !== undefined);
  return callers.some((arn) => roleIn(arn) === own);
};

const changedAt = (detail: unknown): number | undefined => {
  const time = Date.parse(text(detail, 'eventTime') ?? '');
  return Number.isNaN(time) ? undefined : time;
};

/** The groups that an EFS call attached, where it says so. */
const attachedBy = (detail: unknown): readonly SecurityGroupId[] | undefined => {
  const ids = list(detail, 'requestParameters.securityGroups').map((id) => securityGroupId(String(id)));
  const groups = ids.filter((id) => id !== undefined);
  return groups.length > 0 && groups.length === ids.length ? groups : undefined;
};

/** Reads "AWS API Call via CloudTrail" events of one service: `eventSource` and its calls by name. */
export const cloudTrailCall =
  (eventSource: string, calls: ReadonlyMap<string, CallParser>) =>
  (event: unknown, own: Own): Intake => {
    const detail = at(event, 'detail');
    const eventName = text(detail, 'eventName') ?? '';
    const parse = calls.get(eventName);
    if (text(detail, 'eventSource') !== eventSource || parse === undefined) return ignore('not-relevant');
    if ((at(detail, 'errorCode') ?? undefined) !== undefined) return ignore('failed-call');
    if (isOwnChange(detail, own.roleArn)) return ignore('own-change');
    // EFS takes ARNs in place of ids.
    if (Object.values(Object(at(detail, 'requestParameters'))).some((value) => isForeignArn(own, value)))
      return elsewhere;
    return lookAt(eventName, parse(event, eventName), {
      actor: actorOf(detail),
      changedAt: changedAt(detail),
      attached: attachedBy(detail),
    });
  };
