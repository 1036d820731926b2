import { intake } from '../../../functions/intake/intake.ts';
import { list, text } from '../../../functions/intake/read.ts';
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

/** Every message ends in an outcome that is no mere delay, in being ignored by name, or in the dead-letter queue with a reason. */
export const everyEventAccounted: Invariant = {
  name: 'every-event-accounted',
  watch(_stage, violated) {
    const bodies = new Map<string, string>();
    const reasons = new Map<string, string>();
    const held = new Map<Process, readonly string[]>();
    const decided = new Map<Process, Decided[]>();
    const settled = new Map<Process, Map<string, unknown>>();

    const hasOutcome = (process: Process, body: string): boolean => {
      const seen = intake(parsed(body), { roleArn: ownRoleArn });
      if (seen.kind === 'ignored') return true;
      if (seen.kind !== 'look') return false;
      const { eventId, mountTargetIds } = seen.request;
      if (eventId !== undefined) {
        const findings = settled.get(process)?.get(eventId);
        return (
          Array.isArray(findings) && !list({ findings }, 'findings').some((it) => text(it, 'status') === 'deferred')
        );
      }
      const looks = decided.get(process) ?? [];
      return mountTargetIds.every((id) =>
        looks.some(({ finding }) => finding.mountTargetId === id && finding.status !== 'deferred'),
      );
    };

    return {
      happens(it) {
        if (it.kind === 'queued') bodies.set(it.messageId, it.body);
        if (it.kind === 'received') held.set(it.process, it.messageIds);
        if (it.kind === 'decided') decided.set(it.process, [...(decided.get(it.process) ?? []), it]);
        if (it.kind === 'settled')
          settled.set(it.process, (settled.get(it.process) ?? new Map()).set(it.eventId, it.findings));
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
