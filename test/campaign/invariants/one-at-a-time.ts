import type { Pending } from '../../../functions/engine/ports/record/change.ts';
import type { Invariant } from './invariant.ts';
import { itemOf, pendingOf, type Write, writeIn } from './writes.ts';

/** How long a write is waited for that may land yet, and how far two clocks may be off, in milliseconds. */
const patienceMs = 600_000;
const skewMs = 20_000;

interface Sent {
  readonly intent: Partial<Pending>;
  readonly at: number;
}

/**
 * The mount targets of a file system are written one after the other: none while the outcome of a write to another is not
 * on record, nor while such a write may land yet. That is waited for ten minutes, or until a person releases the file system.
 */
export const oneAtATime: Invariant = {
  name: 'one-at-a-time',
  watch(stage, violated) {
    const { now } = stage.timeline;
    const sent: Sent[] = [];
    const outcomes = new Map<unknown, unknown>();

    const siblings = ({ fileSystemId, mountTargetId }: Partial<Pending>): readonly Sent[] =>
      sent.filter(({ intent: of }) => of.fileSystemId === fileSystemId && of.mountTargetId !== mountTargetId);

    const send = ({ process, target, intent }: Write): void => {
      for (const { intent: other } of siblings(intent))
        if (!outcomes.has(other.changeId))
          violated(
            `${process.name} wrote ${target} while ${other.changeId} of ${other.mountTargetId} was not concluded`,
          );
      if (sent.every((it) => it.intent.changeId !== intent.changeId)) sent.push({ intent, at: now() });
    };

    /** A write that was replaced, or whose set was found in place, is not waited for. */
    const land = ({ process, target, intent }: Write): void => {
      const first = sent.find((it) => it.intent.changeId === intent.changeId);
      if (!first || now() > first.at + patienceMs || outcomes.get(intent.changeId) === 'fixed') return;
      if (sent.some((it) => it.at > first.at && it.intent.mountTargetId === target)) return;
      const { fileSystemId } = intent;
      const releasedAt = Number(itemOf(stage, 'state', fileSystemId)?.[`released:${fileSystemId}`] ?? Number.NaN);
      for (const { intent: other, at } of siblings(intent))
        if (at > first.at && !(first.at <= releasedAt && releasedAt <= at))
          violated(`${intent.changeId} of ${process.name} to ${target} landed behind ${other.changeId}`);
    };

    return {
      happens(it) {
        if (it.kind === 'performed' && it.call.step === 'put change' && it.error === undefined) {
          for (const item of stage.tables.items('ledger').filter(({ status }) => status !== undefined))
            outcomes.set(item['changeId'], item['status']);
        }
        if (it.kind === 'decided' && it.finding.reasons.includes('stage-halted')) {
          const { at = now(), changeId } = pendingOf(stage, it.finding.fileSystemId ?? undefined);
          if (now() > at + patienceMs + skewMs)
            violated(`${it.process.name} still waited for ${changeId} because of ${it.finding.mountTargetId}`);
        }
        const write = writeIn(stage, it);
        if (write && it.kind === 'sent') send(write);
        if (write && it.kind === 'performed' && it.error === undefined) land(write);
      },
    };
  },
};
