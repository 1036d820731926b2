import { type SecurityGroupId, securityGroupId } from '../core/model/ids.ts';
import type { Place } from '../core/model/place.ts';
import { actorOf } from './actor.ts';
import type { Found } from './ids-in-events.ts';
import { lookAt } from './look-request.ts';
import { isOwnChange } from './own-change.ts';
import { at, list, text } from './read.ts';
import { type Intake, ignore } from './result.ts';

/** What mountguard knows of itself: the ARN of the role it runs as, or of a session of that role. */
export interface Own {
  readonly roleArn?: string;
  /** What it looks after. */
  readonly place?: Place;
}

/** Finds the targets of one CloudTrail call in its EventBridge event. */
export type CallParser = (event: unknown, eventName: string) => Found;

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
    return lookAt(eventName, parse(event, eventName), {
      actor: actorOf(detail),
      changedAt: changedAt(detail),
      attached: attachedBy(detail),
    });
  };
