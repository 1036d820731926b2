import { decide } from '../../core/decide/decide.ts';
import { attribute } from '../../core/model/attribution.ts';
import type { Finding } from '../../core/model/finding.ts';
import { act } from '../change/act.ts';
import { settleWatch, unsettled, watchToSettle } from '../change/watch.ts';
import { cutShort, faultFinding } from '../findings/fault.ts';
import { report } from '../findings/report.ts';
import { withCause } from '../findings/with-cause.ts';
import { isPaused } from '../gate/gate.ts';
import { onRecord } from '../gate/on-record.ts';
import type { Run } from '../gate/run.ts';
import { refused, toBeWritten } from '../guards/drift.ts';
import { judgeOne } from '../guards/judge-one.ts';
import { observe } from '../observe/observe.ts';
import type { Purpose } from '../ports/purpose.ts';
import type { Target } from '../ports/target.ts';
import { endWatchOfGone } from './end-watch-of-gone.ts';

const lookOrThrow = async (run: Run, target: Target, purpose: Purpose, isSettled = false): Promise<Finding> => {
  const { ports, policy, observer } = run;
  const seen = await observe(observer, ports.ledger, target);
  const { live, record } = seen;
  const watched = watchToSettle(seen, ports.clock.now());
  // A gate that is closed keeps nobody's clients waiting: to undo is no new change. A pause does, and leaves the watch.
  if (live && watched && !purpose.dryRun && !isPaused(run)) {
    if (isSettled) throw unsettled(watched);
    const undone = await settleWatch(run, live.mountTarget.fileSystemId, watched, purpose);
    if (undone?.mountTargetId === target.id) return undone;
    if (undone) ports.journal.decided(undone, { purpose, policyVersion: policy.version, durationMs: 0, quiet: false });
    return lookOrThrow(run, target, purpose, true);
  }
  // A pause leaves its trace whoever asks, not only those who would write.
  if (!purpose.dryRun && isPaused(run)) await run.admission();
  if (!live && !purpose.dryRun) await endWatchOfGone(ports, target, record);
  const decision = decide(live, policy, ports.clock.now());
  const standing = onRecord(run, seen);
  const found = (finding: Finding): Finding => withCause(finding, purpose.actor, record);
  const mayWrite = toBeWritten(decision) && !purpose.dryRun;
  const first = report(target, live, decision, policy);
  try {
    const forbidden = mayWrite ? [...(await run.admission()), ...standing] : [];
    if ((mayWrite && forbidden.length === 0) || (record.pending && !purpose.dryRun))
      return found(await act(run, { target, live, pending: record.pending, purpose }));
    if (!live) return found(first);
    const planned = toBeWritten(decision) ? (refused(decision, mayWrite ? forbidden : standing) ?? decision) : decision;
    const judged = await judgeOne(ports.reader, live, planned, policy);
    return found(report(target, live, judged.decision, policy, [...judged.openings, ...judged.warnings]));
  } catch (error) {
    return found(cutShort(ports.journal, first, error));
  }
};

/**
 * Looks at one mount target and, where the policy enforces and the purpose is not a dry run, puts it right. Never
 * rejects: a fault becomes a `deferred` or `failed` finding, so that it stops no other look.
 */
export const look = async (run: Run, target: Target, purpose: Purpose): Promise<Finding> => {
  const subject = { mountTargetId: target.id, fileSystemId: target.known?.fileSystemId ?? null };
  try {
    return await lookOrThrow(run, target, purpose);
  } catch (error) {
    return { ...faultFinding(run.ports.journal, subject, error), causedBy: attribute(purpose.actor) };
  }
};
