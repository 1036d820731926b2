import { decide } from '../../core/decide/decide.ts';
import type { Drift } from '../../core/model/decision.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Reason } from '../../core/model/reason.ts';
import type { Cause } from '../../core/model/request.ts';
import { together } from '../async/together.ts';
import { reportJudged } from '../findings/report.ts';
import { causeOf } from '../findings/with-cause.ts';
import { onRecord } from '../gate/barriers.ts';
import { admit, closeForHour, foreseen } from '../gate/gate.ts';
import type { Run } from '../gate/run.ts';
import { heldBackBy, toBeWritten } from '../guards/drift.ts';
import { type Asked, judgeOne } from '../guards/judge-one.ts';
import type { FileSystemRecord } from '../ports/record/file-system.ts';
import type { Gate } from '../ports/record/gate.ts';
import type { Target } from '../ports/target.ts';
import type { Judged, Plan } from './carry-out.ts';

/** Asks the guards about drift, or whatever else was decided. */
export const judgeBy = async (
  { ports, policy }: Run,
  live: LiveState,
  drift: Drift,
  record: FileSystemRecord | undefined,
  against: readonly Reason[] = [],
  asked: Asked = { isFresh: false },
): Promise<Judged> => {
  const judged = await judgeOne(ports, live, heldBackBy(drift, against) ?? drift, policy, record, asked);
  const { decision, lets, losers } = judged;
  const found = reportJudged(live, judged, policy);
  if (!toBeWritten(decision)) return { finding: found };
  const foundAfter = reportJudged(live, { ...judged, openings: [] }, policy);
  return { live, after: decision.after, rule: decision.rule, lets, losers, found, foundAfter };
};

/** How long ago a change of groups may be that is new, in ms. */
const freshMs = 86_400_000;

/**
 * Whether the set that is attached is known to be new: an event reports that it was attached within a day, or a person asks about
 * the mount target, who reads the answer.
 */
const isAttachedNow = ({ cause, attached, changedAt = 0, ordered }: Cause, live: LiveState, now: number): boolean =>
  cause === 'manual' ||
  ordered !== undefined ||
  (attached !== undefined && changedAt > now - freshMs && sameGroups(groupSet(attached), groupSet(live.attached)));

/** Decides about one mount target and asks the guards, unless something on record is against it. */
export const judge = async (
  run: Run,
  live: LiveState,
  record: FileSystemRecord | undefined,
  cause: Cause,
  against: readonly Reason[] = [],
): Promise<Judged> => {
  const { ports, policy } = run;
  const decision = decide(live, policy, ports.clock.now());
  const isFresh = isAttachedNow(cause, live, ports.clock.now());
  const asked = { despite: cause.ordered?.despite, isFresh };
  if (toBeWritten(decision)) return judgeBy(run, live, decision, record, against, asked);
  return { finding: reportJudged(live, await judgeOne(ports, live, decision, policy, record, asked), policy) };
};

/** Characters of what a set lets in that go with its change at most: more is left to sweeps to record. */
const mostLets = 8_000;

/** A cause whose caller may or may not have made the drift. */
const withoutActor = ({ actor: _, ...cause }: Cause): Cause => cause;

/** The plan of a sweep that one of them carries out. */
const planIn = (causes: readonly Cause[]): Pick<Cause, 'plan'> => {
  const plan = causes.find((cause) => cause.plan !== undefined)?.plan;
  return plan === undefined ? {} : { plan };
};

/**
 * The plan by which drift is put right: within the policy's brakes, gate and hourly budget.
 *
 * @param causes why it looks: its own cause, and those of others that meet on the mount target.
 * @param gate as it was last read.
 */
export const fixDrift = (run: Run, { id }: Target, causes: readonly [Cause, ...Cause[]], gate: Gate): Plan => {
  const { ports, policy } = run;
  const { ledger, clock } = ports;
  return {
    gate,
    judge: (live, record) => judge(run, live, record, causes[0]),
    against: (record) => onRecord(policy, record, id, clock.now()),
    change: ({ live, after, rule, lets, losers }, record) => ({
      changeId: ports.newId(),
      live,
      after,
      rule,
      cause: { ...(causeOf(causes, live.attached, id, record) ?? withoutActor(causes[0])), ...planIn(causes) },
      losers,
      ...(JSON.stringify(lets).length <= mostLets && { lets }),
      isRight: (attached) => decide({ ...live, attached }, policy, clock.now()).status === 'compliant',
    }),
    admitted: async ({ changeId, at }) => {
      const [reasons, isWithin] = await together([
        admit(ports, policy, gate, changeId),
        ledger.spend(changeId, at, policy.limits.changesPerHour),
      ]);
      return reasons.length > 0 || isWithin ? reasons : [await closeForHour(ports)];
    },
    foreseen: (before) => foreseen(ports, policy, gate, before),
  };
};
