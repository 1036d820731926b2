import type { Finding } from '../../core/model/finding.ts';
import { saying } from '../findings/report.ts';
import type { Ports } from '../ports/ports.ts';
import { workOf } from '../ports/work-queue.ts';

/** Seconds before what has to wait is looked at again. */
const afterSeconds = 30;

/** Queues another look at what is deferred, where there is a queue; the findings, with what came of that. */
export const lookAgain = async (
  { queue, journal }: Pick<Ports, 'queue' | 'journal'>,
  findings: readonly Finding[],
): Promise<readonly Finding[]> => {
  const items = findings.flatMap((finding) =>
    finding.status === 'deferred' ? workOf(finding, 'again').map((item) => ({ ...item, afterSeconds })) : [],
  );
  if (!queue || items.length === 0) return findings;
  const failures = await queue.send(items);
  for (const [{ mountTargetId }, reason] of failures)
    journal.warn('look not queued; the next sweep will see to it', { mountTargetId, reason });
  const unsent = new Set([...failures.keys()].map(({ mountTargetId }) => mountTargetId));
  const queued = new Set(items.map(({ mountTargetId }) => mountTargetId).filter((id) => !unsent.has(id)));
  return findings.map((finding) =>
    finding.mountTargetId && queued.has(finding.mountTargetId)
      ? saying(finding, `It is queued to be looked at again in ${afterSeconds} s.`)
      : finding,
  );
};
