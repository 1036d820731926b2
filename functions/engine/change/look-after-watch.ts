import { type Finding, waitsForWatch } from '../../core/model/finding.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Ports } from '../ports/ports.ts';
import type { Purpose } from '../ports/purpose.ts';
import type { WorkItem } from '../ports/work-queue.ts';
import { workOf } from '../ports/work-queue.ts';

type Sending = Pick<Ports, 'queue' | 'clock' | 'journal'>;

/** Queues a look for the end of a watch, in epoch milliseconds; says so when there is none that is queued. */
export const lookAfterWatch = async (
  { queue, clock, journal }: Sending,
  work: WorkItem,
  until: number,
): Promise<void> => {
  const afterSeconds = Math.max(0, Math.ceil((until - clock.now()) / 1000)) + 1;
  const unsent = await queue?.send([{ ...work, afterSeconds }]);
  if (!unsent || unsent.size > 0)
    journal.warn('no look is queued for the end of the watch; the next event or sweep will see to it', { ...work });
};

/** Whether a look may have been queued for the end of a watch, and has neither begun one nor comes back by itself. */
const mayBeEarly = ({ status, reasons }: Finding, { cause }: Purpose): boolean =>
  cause === 'sweep' && status !== 'deferred' && (status !== 'fixed' || reasons.includes('interrupted'));

/**
 * Has what waits for the end of a watch looked at again then: what has drifted and is not to be written before, and what the
 * watch is about. SQS delays no message for as long as a watch may take: a look that comes too early has the next one
 * queued. Never rejects.
 */
export const lookAgainAfterWatch = async (
  ports: Sending & { readonly ledger: Pick<Ports['ledger'], 'record'> },
  { safety }: Policy,
  finding: Finding,
  purpose: Purpose,
): Promise<void> => {
  const waits = waitsForWatch(finding);
  if (!waits && (safety.staged.observeMs === 0 || !mayBeEarly(finding, purpose))) return;
  for (const work of workOf(finding)) {
    try {
      const { hold } = await ports.ledger.record(work.fileSystemId);
      const now = ports.clock.now();
      const isAhead = hold?.watch?.mountTargetId === work.mountTargetId && now < hold.until;
      if (waits || isAhead) await lookAfterWatch(ports, work, hold?.watch ? hold.until : now);
    } catch (error) {
      ports.journal.warn('the end of the watch is unknown; the next event or sweep will see to it', {
        ...work,
        error,
      });
    }
  }
};
