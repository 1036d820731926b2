import { decide } from '../../core/decide/decide.ts';
import { attribute } from '../../core/model/attribution.ts';
import { TerminalError } from '../../core/model/errors.ts';
import type { Finding } from '../../core/model/finding.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Reason } from '../../core/model/reason.ts';
import type { Cause } from '../../core/model/request.ts';
import { act, rehearse, type Work } from '../change/act.ts';
import { foundIn, type Judged } from '../change/carry-out.ts';
import { fixDrift, judge } from '../change/fix-drift.ts';
import { cutShort, faultFinding } from '../findings/fault.ts';
import { bounded, heldBack, report, saying } from '../findings/report.ts';
import { withCause } from '../findings/with-cause.ts';
import { barriers } from '../gate/barriers.ts';
import { isPaused, notWritten } from '../gate/gate.ts';
import type { Run } from '../gate/run.ts';
import { toBeWritten } from '../guards/drift.ts';
import { believeListing } from '../observe/listing-lag.ts';
import { type Observation, observe } from '../observe/observe.ts';
import type { Target } from '../ports/target.ts';

type Causes = readonly [Cause, ...Cause[]];

/** How far the time of our change and that of an event, which CloudTrail tells in whole seconds, may be apart, in ms. */
const apartMs = 11_000;

/** Whether a change is reported that our own last one has not overtaken, so that what EC2 shows may be older than it. */
const mayBeStale = (causes: Causes, { record }: Observation, { mountTarget, attached }: LiveState): boolean => {
  const changedAt = Math.max(...causes.map((cause) => cause.changedAt ?? Number.NEGATIVE_INFINITY));
  const last = record?.landed.find(({ mountTargetId }) => mountTargetId === mountTarget.id);
  const isOvertaken = last && last.at >= changedAt + apartMs && sameGroups(last.after, groupSet(attached));
  return Number.isFinite(changedAt) && !isOvertaken;
};

/** How often a mount target is queued again by its own messages at most. */
const mostHops = 3;

/** Seconds after which EC2 shows what EFS, which may not be asked, knows already. */
const lagSeconds = 30;

/** What is attached by the word of EFS, where it may be asked; otherwise a look is queued for when EC2 shows it. */
const asked = async ({ observer, ports }: Run, causes: Causes, live: LiveState): Promise<LiveState | undefined> => {
  const { id: mountTargetId, fileSystemId } = live.mountTarget;
  try {
    const attached = await observer.attachedGroups(mountTargetId);
    return attached && { ...live, attached };
  } catch (error) {
    if (!(error instanceof TerminalError) || error.code !== 'access-denied') throw error;
    const hops = 1 + Math.max(...causes.map((cause) => cause.hops ?? 0));
    const item = { mountTargetId, fileSystemId, cause: 'again', hops, afterSeconds: lagSeconds };
    const unsent = hops > mostHops ? undefined : await ports.queue?.send([item]);
    if (!unsent || unsent.size > 0)
      ports.journal.warn('EFS may not be asked, and no later look is queued; the next sweep sees to it', {
        mountTargetId,
      });
    return live;
  }
};

/** What is true of the mount target: by EC2, and by EFS where an event reports what EC2 does not show. */
const truth = async (run: Run, causes: Causes, seen: Observation): Promise<LiveState | undefined> => {
  const { live } = seen;
  if (!live || !mayBeStale(causes, seen, live)) return live;
  return decide(live, run.policy, run.ports.clock.now()).status === 'compliant' ? asked(run, causes, live) : live;
};

/** Drift as a dry run tells it: in spite of what is against it, `after` stays what would be written. */
const asInDryRun = ({ readOnly }: Run['ports'], judged: Judged, against: readonly Reason[]): Judged => {
  const told = foundIn(judged);
  const isPlanned = !('finding' in judged);
  const found = isPlanned && readOnly ? saying(told, notWritten) : told;
  if (against.length > 0) return { finding: { ...heldBack(found, against), after: found.after } };
  return isPlanned ? { ...judged, found } : judged;
};

const lookOrThrow = async (run: Run, target: Target, causes: Causes): Promise<Finding> => {
  const { ports, policy } = run;
  const [{ dryRun }] = causes;
  const seen = await observe(run.observer, ports.ledger, target);
  const { gate, record } = seen;
  // A pause leaves its trace for every caller, not only for those who would write.
  if (!dryRun && isPaused(ports, policy)) await run.markPause();
  const live = await truth(run, causes, seen);
  // Of a mount target that is gone, only the record may know the file system.
  const told = ({ fileSystemId, ...finding }: Finding): Finding =>
    withCause({ ...finding, fileSystemId: fileSystemId ?? record?.id ?? null }, causes, record);
  const decision = decide(live, policy, ports.clock.now());
  const first = report(live?.mountTarget ?? target, live, decision, policy);
  try {
    const isOurs = record?.pending?.mountTargetId === target.id;
    if (live && !isOurs) believeListing(causes, live, decision, ports.clock.now());
    const against = record ? barriers(ports, policy, gate, record, target.id) : [];
    const looked = live ? await judge(run, live, record, causes[0], dryRun ? [] : against) : { finding: first };
    const judged = dryRun && toBeWritten(decision) ? asInDryRun(ports, looked, against) : looked;
    if (record && (isOurs || !('finding' in judged))) {
      const work: Work = { id: target.id, fileSystemId: record.id, judged, plan: fixDrift(run, target, causes, gate) };
      return told(await (dryRun ? rehearse(run, work, record) : act(run, work)));
    }
    if (!dryRun) await run.hearOf(gate);
    return told(foundIn(judged));
  } catch (error) {
    return told(cutShort(ports.journal, first, error));
  }
};

/**
 * Looks at one mount target and, where the policy enforces and it is no dry run, puts it right. Never rejects: a fault
 * becomes a `deferred` or `failed` finding, so that it stops no other look.
 *
 * @param causes its own, and those of other requests of the invocation that name the same mount target.
 */
export const look = async (run: Run, target: Target, causes: Causes): Promise<Finding> => {
  const subject = { mountTargetId: target.id, fileSystemId: target.known?.fileSystemId ?? null };
  try {
    return bounded(await lookOrThrow(run, target, causes));
  } catch (error) {
    const found = faultFinding(run.ports.journal, subject, error);
    return bounded({ ...found, causedBy: attribute(undefined) });
  }
};
