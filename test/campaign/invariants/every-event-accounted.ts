import { couldSelect, selectsByTag } from '../../../functions/core/decide/could-select.ts';
import type { Policy } from '../../../functions/core/model/policy.ts';
import type { Request } from '../../../functions/core/model/request.ts';
import { intake } from '../../../functions/intake/intake.ts';
import { list, text } from '../../../functions/intake/read.ts';
import { own } from '../scenario/events.ts';
import type { Happening } from '../stage/happening.ts';
import type { Moment } from '../stage/history.ts';
import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';
import { itemOf, stepTimes } from './writes.ts';

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

type Decided = Extract<Happening, { kind: 'decided' }>;
type Settled = Extract<Happening, { kind: 'settled' }>;
type Queued = Extract<Happening, { kind: 'queued' }>;

const bears = (policy: Policy, { securityGroupIds, changedTagKeys }: Request, { lives }: Moment): boolean => {
  if (changedTagKeys) return selectsByTag(policy, changedTagKeys);
  const all = [...lives.values()];
  return securityGroupIds.some(
    (id) =>
      all.some(({ attached }) => attached.includes(id)) ||
      all.some(({ usable }) => usable.some((group) => group.id === id && couldSelect(policy, group))),
  );
};

/**
 * Every message ends in an outcome that is no mere delay; in a survey that began after it was sent, if it can bear on any
 * mount target; in being ignored by name; or in the dead-letter queue with a reason.
 */
export const everyEventAccounted: Invariant = {
  name: 'every-event-accounted',
  watch(stage, violated) {
    const { now } = stage.timeline;
    const messages = new Map<string, Queued>();
    const reasons = new Map<string, string>();
    const held = new Map<Process, readonly string[]>();
    const decided = new Map<Process, Decided[]>();
    const settled = new Map<Process, Map<string, boolean>>();
    const begun = stepTimes(now, 'performed', 'begin survey');
    /** When the latest survey that ended had begun. */
    let surveyed = 0;
    const asked = new Set<Process>();

    const isOutcome = (finding: unknown): boolean => text(finding, 'status') !== 'deferred';

    const settle = ({ process, eventId, replayed, outcome }: Settled): void => {
      const isAsked = !/was asked for/.test(text(outcome, 'handedOn') ?? '') || asked.has(process);
      // What is answered again was judged the first time.
      const isDone = replayed || (isAsked && list(outcome, 'findings').every(isOutcome));
      settled.set(process, (settled.get(process) ?? new Map()).set(eventId, isDone));
    };

    const isSurveyed = (process: Process, request: Request, sentAt: number): boolean => {
      if (surveyed >= sentAt) return true;
      if (request.cause === 'policy-change') return itemOf(stage, 'gate')?.['measured'] === process.policy.version;
      const moments = stage.history.during(process.startedAt - 60_000, now());
      return moments.some((moment) => !bears(process.policy, request, moment));
    };

    const hasOutcome = (process: Process, { queue, body, sentAt }: Queued): boolean => {
      const seen = intake(parsed(body), own);
      if (seen.kind === 'ignored') return true;
      if (seen.kind !== 'look') return false;
      if (queue === 'region') return isSurveyed(process, seen.request, sentAt);
      const { eventId, mountTargetIds } = seen.request;
      if (eventId !== undefined) return settled.get(process)?.get(eventId) === true;
      const looks = decided.get(process) ?? [];
      return mountTargetIds.every((id) =>
        looks.some(({ finding }) => finding.mountTargetId === id && isOutcome(finding)),
      );
    };

    return {
      happens(it) {
        begun.note(it);
        if (it.kind === 'swept') surveyed = Math.max(surveyed, begun.of(it.process, own.place.region) ?? 0);
        if (it.kind === 'queued') messages.set(it.messageId, it);
        if (it.kind === 'received') held.set(it.process, it.messageIds);
        if (it.kind === 'decided') decided.set(it.process, [...(decided.get(it.process) ?? []), it]);
        if (it.kind === 'performed' && it.call.operation === 'SendMessage') asked.add(it.process);
        if (it.kind === 'settled') settle(it);
        if (it.kind === 'warned' && it.message === 'message returned')
          reasons.set(String(it.keys['messageId']), String(it.keys['error']));
        if (it.kind === 'died' || (it.kind === 'ended' && text(it.answer, 'thrown') !== undefined))
          for (const id of held.get(it.process) ?? []) reasons.set(id, 'its invocation did not live to answer');
        if (it.kind === 'deleted') {
          const message = messages.get(it.messageId);
          messages.delete(it.messageId);
          if (message && !hasOutcome(it.process, message))
            violated(`${it.process.name} let go of a message without an outcome: ${message.body.slice(0, 300)}`);
        }
        if (it.kind === 'dead') {
          messages.delete(it.messageId);
          if (!reasons.has(it.messageId)) violated(`message ${it.messageId} is dead and nothing says why`);
        }
      },
      ends() {
        for (const { messageId, body } of messages.values())
          violated(`message ${messageId} has no end: ${body.slice(0, 300)}`);
      },
    };
  },
};
