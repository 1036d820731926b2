import type { Finding } from '../../core/model/finding.ts';
import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import type { Reason } from '../../core/model/reason.ts';
import { heldBack, saying } from '../findings/report.ts';
import { onRecord } from '../gate/barriers.ts';
import type { Run } from '../gate/run.ts';
import { type Finished, finishInterrupted } from './finish-interrupted.ts';
import { fixDrift, type Going, type Judged } from './fix-drift.ts';
import { underLease } from './under-lease.ts';

/** One mount target on which something is to be done: drift is to be put right, or a write to be finished. */
export interface Work {
  readonly id: MountTargetId;
  readonly fileSystemId: FileSystemId;
  readonly judged: Judged;
  readonly going: Going;
}

/** Why nothing can be done while another invocation holds the lease. */
export const elsewhere: Reason = { code: 'lease-held', text: 'another invocation is at work on its file system' };

const foundIn = (judged: Judged): Finding => ('finding' in judged ? judged.finding : judged.found);

/** A finding that says what became of a write of its own that had no outcome. */
const finished = (finding: Finding, { ended }: Finished): Finding => {
  if (ended?.status !== 'fixed' || ended.pending.mountTargetId !== finding.mountTargetId) return finding;
  if (finding.status !== 'compliant') return finding;
  const { changeId, before } = ended.pending;
  const said = saying(finding, `Change ${changeId}, which was interrupted after its write, is now recorded as fixed.`);
  return { ...said, status: 'fixed', reasons: ['interrupted'], before };
};

/**
 * Takes the lease on the file system, whose mount targets are changed one at a time; finishes the write that was left
 * without an outcome; asks the record again, because the last holder may have left a hold; and puts right what drifted.
 */
export const act = (run: Run, { id, fileSystemId, judged, going }: Work): Promise<Finding> =>
  underLease(
    run,
    fileSystemId,
    async (acquired) => {
      const { ports, policy } = run;
      const left = await finishInterrupted(ports, acquired, id);
      const found = foundIn(judged);
      if (left.halted) return { answer: heldBack(found, [left.halted]), isGivenBack: false };
      if ('finding' in judged) return { answer: finished(judged.finding, left), isGivenBack: false };
      const standing = onRecord(policy, left.acquired.record, id, ports.clock.now());
      if (standing.length > 0) return { answer: heldBack(found, standing), isGivenBack: false };
      return fixDrift(run, left.acquired, judged, going);
    },
    async () => heldBack(foundIn(judged), [elsewhere]),
  );
