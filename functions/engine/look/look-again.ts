import type { Finding } from '../../core/model/finding.ts';
import { saying } from '../findings/report.ts';
import type { Ports } from '../ports/ports.ts';
import { type WorkItem, workOf } from '../ports/work-queue.ts';

/** Seconds before what has to wait is looked at again. */
const afterSeconds = 30;

const isDeferred = ({ status }: Finding): boolean => status === 'deferred';

/** What came of queueing. */
interface Queued {
  /** The findings, with what is queued. */
  readonly told: readonly Finding[];
  /** Those that have to wait, and are not queued. */
  readonly left: readonly Finding[];
}

/** Queues another look at what is deferred, where there is a queue and a mount target is known. */
export const lookAgain = async (
  { queue, journal }: Pick<Ports, 'queue' | 'journal'>,
  findings: readonly Finding[],
): Promise<Queued> => {
  const items = findings.flatMap((finding) =>
    isDeferred(finding) ? workOf(finding, 'again').map((item) => ({ ...item, hops: 1, afterSeconds })) : [],
  );
  if (!queue) return { told: findings, left: findings.filter(isDeferred) };
  const failures = items.length > 0 ? await queue.send(items) : new Map<WorkItem, string>();
  for (const [{ mountTargetId }, reason] of failures)
    journal.warn('look not queued; the next sweep will see to it', { mountTargetId, reason });
  const unsent = new Set([...failures.keys()].map(({ mountTargetId }) => mountTargetId));
  const queued = new Set(items.map(({ mountTargetId }) => mountTargetId).filter((id) => !unsent.has(id)));
  const isQueued = ({ mountTargetId }: Finding): boolean => mountTargetId !== null && queued.has(mountTargetId);
  return {
    told: findings.map((finding) =>
      isQueued(finding) ? saying(finding, `It is queued to be looked at again in ${afterSeconds} s.`) : finding,
    ),
    left: findings.filter((finding) => isDeferred(finding) && !isQueued(finding)),
  };
};
