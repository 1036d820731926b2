import { decide } from '../core/decide/decide.ts';
import { attribute } from '../core/model/attribution.ts';
import type { Finding } from '../core/model/finding.ts';
import { act } from './act.ts';
import { isPaused } from './admission.ts';
import { attributed } from './attributed.ts';
import { refused, toBeWritten } from './drift.ts';
import { endWatchOfGone } from './end-watch-of-gone.ts';
import { cutShort, faultFinding } from './fault.ts';
import { guarded } from './guarded.ts';
import { observe, type Target } from './observe.ts';
import type { Purpose } from './purpose.ts';
import { report } from './report.ts';
import type { Session } from './session.ts';
import { onRecord } from './standing.ts';
import { settleWatch, unsettled, watchToSettle } from './watch.ts';

const lookOrThrow = async (session: Session, target: Target, purpose: Purpose, isSettled = false): Promise<Finding> => {
  const { ports, policy, observer } = session;
  const seen = await observe(observer, ports.ledger, target);
  const { live, record } = seen;
  const watched = watchToSettle(seen, ports.clock.now());
  // A gate that is closed keeps nobody's clients waiting: to undo is no new change. A pause does, and leaves the watch.
  if (live && watched && !purpose.dryRun && !isPaused(session)) {
    if (isSettled) throw unsettled(watched);
    const undone = await settleWatch(session, live.mountTarget.fileSystemId, watched, purpose);
    if (undone?.mountTargetId === target.id) return undone;
    if (undone) ports.journal.decided(undone, { purpose, policyVersion: policy.version, durationMs: 0, quiet: false });
    return lookOrThrow(session, target, purpose, true);
  }
  // A pause leaves its trace whoever asks, not only those who would write.
  if (!purpose.dryRun && isPaused(session)) await session.admission();
  if (!live && !purpose.dryRun) await endWatchOfGone(ports, target, record);
  const decision = decide(live, policy, ports.clock.now());
  const standing = onRecord(session, seen);
  const found = (finding: Finding): Finding => attributed(finding, purpose.actor, record);
  const mayWrite = toBeWritten(decision) && !purpose.dryRun;
  const first = report(target, live, decision, policy);
  try {
    const forbidden = mayWrite ? [...(await session.admission()), ...standing] : [];
    if ((mayWrite && forbidden.length === 0) || (record.pending && !purpose.dryRun))
      return found(await act(session, { target, live, pending: record.pending, purpose }));
    if (!live) return found(first);
    const planned = toBeWritten(decision) ? (refused(decision, mayWrite ? forbidden : standing) ?? decision) : decision;
    const judged = await guarded(ports.reader, live, planned, policy);
    return found(report(target, live, judged.decision, policy, [...judged.openings, ...judged.warnings]));
  } catch (error) {
    return found(cutShort(ports.journal, first, error));
  }
};

/**
 * Looks at one mount target and, where the policy enforces and the purpose is not a dry run, puts it right. Never
 * rejects: a fault becomes a `deferred` or `failed` finding, so that it stops no other look.
 */
export const look = async (session: Session, target: Target, purpose: Purpose): Promise<Finding> => {
  const subject = { mountTargetId: target.id, fileSystemId: target.known?.fileSystemId ?? null };
  try {
    return await lookOrThrow(session, target, purpose);
  } catch (error) {
    return { ...faultFinding(session.ports.journal, subject, error), causedBy: attribute(purpose.actor) };
  }
};
