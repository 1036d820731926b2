import type { Finding } from '../../core/model/finding.ts';
import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import type { Reason } from '../../core/model/reason.ts';
import { heldBack, saying } from '../findings/report.ts';
import type { Run } from '../gate/run.ts';
import type { FileSystemRecord } from '../ports/record/file-system.ts';
import { carryOut, foundIn, type Judged, type Plan } from './carry-out.ts';
import { assessInterrupted, type Finished, finishInterrupted } from './finish-interrupted.ts';
import { underLease } from './under-lease.ts';

/** One mount target on which something is to be done: a plan is to be carried out, or a write to be finished. */
export interface Work {
  readonly id: MountTargetId;
  readonly fileSystemId: FileSystemId;
  readonly judged: Judged;
  readonly plan: Plan;
}

const elsewhere: Reason = { code: 'lease-held', text: 'another invocation is at work on its file system' };

/** A finding that says what became of a write of its own that had no outcome. */
const finished = (finding: Finding, { ended }: Finished): Finding => {
  if (ended?.status !== 'fixed' || ended.pending.mountTargetId !== finding.mountTargetId) return finding;
  if (finding.status !== 'compliant' || finding.reasons.length > 0) return finding;
  const { changeId, before } = ended.pending;
  const said = saying(finding, `Change ${changeId}, which was interrupted after its write, is now recorded as fixed.`);
  return { ...said, status: 'fixed', reasons: ['interrupted'], before };
};

/**
 * Takes the lease on the file system, whose mount targets are changed one at a time; finishes the write that was left
 * without an outcome; and carries the plan out, by what is on record then: the last holder may have left a hold.
 */
export const act = (run: Run, { id, fileSystemId, judged, plan }: Work): Promise<Finding> =>
  underLease(
    run,
    fileSystemId,
    async (acquired) => {
      const left = await finishInterrupted(run.ports, acquired, id);
      if (left.halted) return { answer: heldBack(foundIn(judged), [left.halted]), isGivenBack: false };
      const worked = await carryOut(run, plan, left.acquired, judged);
      return { ...worked, answer: finished(worked.answer, left) };
    },
    async () => heldBack(foundIn(judged), [elsewhere]),
  );

/**
 * What `act` would say now, by the record as it was read: nothing is taken, counted, sent or recorded. Of a change that would not
 * be written, `after` stays what would be.
 */
export const rehearse = async (run: Run, { id, judged, plan }: Work, before: FileSystemRecord): Promise<Finding> => {
  const found = foundIn(judged);
  const withheld = (reasons: readonly Reason[]): Finding => ({ ...heldBack(found, reasons), after: found.after });
  if (before.lease && run.ports.clock.now() < before.lease.expiresAt) return withheld([elsewhere]);
  const { halted, record } = await assessInterrupted(run.ports, before, id);
  if (halted) return withheld([halted]);
  if ('finding' in judged) return found;
  const against = plan.against(record);
  if (against.length > 0) return withheld(against);
  const reasons = await plan.foreseen(run.rehearsed());
  return reasons.length > 0 ? withheld(reasons) : found;
};
