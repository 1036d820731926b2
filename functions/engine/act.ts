import { decide } from '../core/decide.ts';
import type { Finding } from '../core/finding.ts';
import type { Live } from '../core/live.ts';
import { refused, toBeWritten } from './drift.ts';
import { finish } from './finish.ts';
import { type GuardReader, groupsToJudge, knowing } from './guarded.ts';
import { under } from './lease.ts';
import type { Target } from './observe.ts';
import type { Intent, Lease } from './ports.ts';
import type { Purpose } from './purpose.ts';
import { repair } from './repair.ts';
import { report } from './report.ts';
import type { Session } from './session.ts';
import { onRecord } from './standing.ts';

/** One mount target that may have to be written, as it was observed. */
export interface Work {
  readonly target: Target;
  readonly live: Live | undefined;
  readonly pending: Intent | undefined;
  readonly purpose: Purpose;
}

const finished = (finding: Finding, intent: Intent): Finding => ({
  ...finding,
  status: 'fixed',
  reasons: ['interrupted'],
  before: intent.before,
  explanation: `${finding.explanation} A change that was interrupted after its write (${intent.changeId}) is now recorded as fixed.`,
});

/** Asks for the rules of the groups in question along with the groups themselves: one round instead of two. */
const rulesFor = async ({ ports, policy }: Session, seen: Live | undefined): Promise<GuardReader | undefined> => {
  const decision = decide(seen, policy, ports.clock.now());
  return seen && toBeWritten(decision) ? knowing(ports.reader, groupsToJudge(seen, decision)) : undefined;
};

const underLease = async (session: Session, work: Work, lease: Lease, pending?: Intent): Promise<Finding> => {
  const { ports, policy } = session;
  const { target, live: seen, purpose } = work;
  // The record again, too: whoever had the lease before may have left a hold.
  const [attached, rules, record, fileSystemRecord] = await Promise.all([
    seen && ports.reader.attachedGroups(target.id),
    rulesFor(session, seen),
    ports.ledger.record(target.id),
    seen && ports.ledger.record(seen.mountTarget.fileSystemId),
  ]);
  const live = seen && attached && { ...seen, attached };
  const ended = pending && (await finish(ports, lease, pending, live));
  const decision = decide(live, policy, ports.clock.now());
  if (live && toBeWritten(decision)) {
    const forbidden = [...(await session.admission()), ...onRecord(session, { record, fileSystemRecord })];
    const refusal = refused(decision, forbidden);
    if (refusal) return report(target, live, refusal, policy);
    return repair(session, { lease, live, drift: decision, purpose, reader: rules ?? ports.reader });
  }
  const finding = report(seen ? { id: target.id, known: seen.mountTarget } : target, live, decision, policy);
  return pending && ended === 'fixed' && finding.status === 'compliant' ? finished(finding, pending) : finding;
};

const heldElsewhere = ({ ports, policy }: Session, { target, live, pending }: Work): Finding => {
  const decision = decide(live, policy, ports.clock.now());
  const finding = report(target, live, decision, policy);
  // Whoever holds the lease may have died with the change that is pending.
  if (!toBeWritten(decision) && !pending) return finding;
  const explanation = `${finding.explanation} Another invocation is at work on its file system.`;
  return { ...finding, status: 'deferred', reasons: ['lease-held'], after: finding.before, explanation };
};

/**
 * Takes the lease on the file system, whose mount targets are changed one at a time, and on the mount target; reads again,
 * decides again, and writes if it is still drift; finishes a change found interrupted.
 */
export const act = async (session: Session, work: Work): Promise<Finding> => {
  const { ports } = session;
  const elsewhere = (): Finding => heldElsewhere(session, work);
  const onTarget = () =>
    under(ports, work.target.id, ({ lease, pending }) => underLease(session, work, lease, pending), elsewhere);
  const fileSystemId = work.live?.mountTarget.fileSystemId ?? work.pending?.fileSystemId;
  return fileSystemId
    ? session.inTurn(fileSystemId, () => under(ports, fileSystemId, onTarget, elsewhere))
    : onTarget();
};
