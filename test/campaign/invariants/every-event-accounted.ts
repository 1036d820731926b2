import { intake } from '../../../functions/intake/intake.ts';
import { at, list, text } from '../../../functions/intake/read.ts';
import { ownRoleArn } from '../scenario/events.ts';
import type { Happening } from '../stage/happening.ts';
import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

type Decided = Extract<Happening, { kind: 'decided' }>;
type Settled = Extract<Happening, { kind: 'settled' }>;

/** The mount targets for which a process has queued a look that comes later, or has said that it could not. */
const seenTo = (it: Happening): readonly string[] => {
  if (it.kind === 'warned' && /\b(?:no look is queued|end of the watch is unknown)\b/.test(it.message))
    return [String(it.keys['mountTargetId'])];
  if (it.kind !== 'performed' || it.call.operation !== 'SendMessageBatch' || it.error !== undefined) return [];
  return list(it.call.input, 'Entries')
    .filter((entry) => at(entry, 'DelaySeconds') !== undefined)
    .map((entry) => String(at(parsed(text(entry, 'MessageBody') ?? ''), 'mountTargetId')));
};

/**
 * Every message ends in an outcome that is no mere delay, or one until the end of a watch for which its process has queued a
 * look, or said why there is none; in being ignored by name; or in the dead-letter queue with a reason.
 */
export const everyEventAccounted: Invariant = {
  name: 'every-event-accounted',
  watch(_stage, violated) {
    const bodies = new Map<string, string>();
    const reasons = new Map<string, string>();
    const held = new Map<Process, readonly string[]>();
    const decided = new Map<Process, Decided[]>();
    const settled = new Map<Process, Map<string, boolean>>();
    const later = new Map<Process, Set<string>>();

    const isOutcome = (process: Process, finding: unknown): boolean => {
      const isObserving = list(finding, 'reasons').every((reason) => reason === 'observing');
      const isLater = isObserving && later.get(process)?.has(text(finding, 'mountTargetId') ?? '') === true;
      return text(finding, 'status') !== 'deferred' || isLater;
    };

    const settle = ({ process, eventId, replayed, findings }: Settled): void => {
      const all = list({ findings }, 'findings');
      // What is answered again was judged the first time.
      const isDone = Array.isArray(findings) && all.every((it) => replayed || isOutcome(process, it));
      settled.set(process, (settled.get(process) ?? new Map()).set(eventId, isDone));
    };

    const hasOutcome = (process: Process, body: string): boolean => {
      const seen = intake(parsed(body), { roleArn: ownRoleArn });
      if (seen.kind === 'ignored') return true;
      if (seen.kind !== 'look') return false;
      const { eventId, mountTargetIds } = seen.request;
      if (eventId !== undefined) return settled.get(process)?.get(eventId) === true;
      const looks = decided.get(process) ?? [];
      return mountTargetIds.every((id) =>
        looks.some(({ finding }) => finding.mountTargetId === id && isOutcome(process, finding)),
      );
    };

    return {
      happens(it) {
        if (it.kind === 'queued') bodies.set(it.messageId, it.body);
        if (it.kind === 'received') held.set(it.process, it.messageIds);
        if (it.kind === 'decided') decided.set(it.process, [...(decided.get(it.process) ?? []), it]);
        if (it.kind === 'warned' || it.kind === 'performed')
          for (const id of seenTo(it)) later.set(it.process, (later.get(it.process) ?? new Set()).add(id));
        if (it.kind === 'settled') settle(it);
        if (it.kind === 'warned' && it.message === 'message returned')
          reasons.set(String(it.keys['messageId']), String(it.keys['error']));
        if (it.kind === 'died' || (it.kind === 'ended' && text(it.answer, 'thrown') !== undefined))
          for (const id of held.get(it.process) ?? []) reasons.set(id, 'its invocation did not live to answer');
        if (it.kind === 'deleted') {
          const body = bodies.get(it.messageId);
          bodies.delete(it.messageId);
          if (body !== undefined && !hasOutcome(it.process, body))
            violated(`${it.process.name} let go of a message without an outcome: ${body.slice(0, 300)}`);
        }
        if (it.kind === 'dead') {
          bodies.delete(it.messageId);
          if (!reasons.has(it.messageId)) violated(`message ${it.messageId} is dead and nobody said why`);
        }
      },
      ends() {
        for (const [messageId, body] of bodies) violated(`message ${messageId} has no end: ${body.slice(0, 300)}`);
      },
    };
  },
};
