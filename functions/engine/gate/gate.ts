import type { Policy } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { Gate, Pause } from '../ports/record/gate.ts';

/** Why the gate is closed. Stored in the ledger: do not reword. */
export type Closing = 'paused' | 'over-budget' | 'hourly-budget';

export const paused: Reason = { code: 'paused', text: 'everything is paused (policy field paused, or PAUSED=true)' };

/** Why drift stays where the deployment may not write. */
export const readOnly: Reason = {
  code: 'paused',
  text: 'this deployment has no right to write (stack parameter Writes: off, or DRY_RUN=true)',
};

/** The same as a sentence about one mount target. */
export const notWritten = `Not written: ${readOnly.text}.`;

/** What a closed gate means and how to open it. */
export const unconfirmed = ({ reason, at }: { readonly reason: string; readonly at: number }): Reason => ({
  code: 'unconfirmed',
  text: `nothing is written since ${new Date(at).toISOString()} (${reason}) until a plan is confirmed`,
  remedy: 'Send {"dryRun": true} to the sweep, read the plan, then send {"confirm": its fingerprint}',
});

/** A pause that a person ordered and that is not over; undefined when there is none. */
export const pauseOf = ({ pause }: Gate, now: number): Pause | undefined =>
  pause && (pause.until === undefined || now < pause.until) ? pause : undefined;

/** The same as a reason: none, or one. */
export const orderedPause = (gate: Gate, now: number): readonly Reason[] => {
  const pause = pauseOf(gate, now);
  if (!pause) return [];
  const { at, until, by, reason } = pause;
  const end = until === undefined ? '' : ` until ${new Date(until).toISOString()}`;
  const text = `all writes have been paused since ${new Date(at).toISOString()}${end} by ${by} (${reason})`;
  return [{ code: 'paused', text, remedy: '{"resume": true} to the sweep ends that' }];
};

/** Why nothing may be written, by what the gate says: a pause that a person ordered, and what closed it. */
export const standing = (gate: Gate, now: number): readonly Reason[] => [
  ...orderedPause(gate, now),
  ...(gate.closed ? [unconfirmed(gate.closed)] : []),
];

/** For `openGate`: a gate that is closed, whenever that was, stays so. */
export const unlessClosed = 0;

export const closedMeanwhile: Reason = {
  code: 'unconfirmed',
  text: 'writing was stopped meanwhile; send {"dryRun": true} to the sweep to see what waits for a confirmation',
};

/** Closes the gate unless it is closed already; says why everything is refused from now on. */
export const close = async (
  { ledger, clock }: Pick<Ports, 'clock'> & { readonly ledger: Pick<Ledger, 'closeGate'> },
  reason: Closing,
): Promise<Reason> => {
  const at = clock.now();
  await ledger.closeGate(reason, at);
  return unconfirmed({ reason, at });
};

/** Whether everything is paused. */
export const isPaused = (ports: Pick<Ports, 'paused'>, policy: Policy): boolean => ports.paused || policy.paused;

const unmeasured = (limit: number): Reason => ({
  code: 'unmeasured',
  text: `no sweep has measured this policy yet, and limits.changesPerSweep.count lets ${limit} changes be made under it until then; the next sweep measures it`,
});

const hourUsedUp: Reason = { code: 'over-budget', text: 'limits.changesPerHour is used up' };

/** The cause of a sweep that measures a policy. */
export const POLICY_CHANGE = 'policy-change';

/** Asks for a sweep, once, when a policy is first heard of that none has measured. */
const asking = async ({ regionQueue, journal }: Ports): Promise<void> => {
  try {
    await regionQueue?.ask({ cause: POLICY_CHANGE, securityGroupIds: [], prefixListIds: [] });
  } catch (error) {
    journal.warn('no sweep could be asked for to measure the policy; the next scheduled one does', { error });
  }
};

/**
 * Why nothing may be written at the moment, by what the ledger says now: nothing when the gate is open. Under a policy that
 * no sweep has measured, counts the change, and has the first look ask for a sweep.
 *
 * @param known the gate as it was last read.
 */
export const admit = async (
  ports: Ports,
  policy: Policy,
  known: Gate,
  changeId?: string,
): Promise<readonly Reason[]> => {
  const { ledger, clock } = ports;
  if (known.measured === policy.version) {
    return standing(changeId === undefined ? known : await ledger.gate(), clock.now());
  }
  // Nothing new to say: who has asked for a sweep does not do so again.
  if (changeId === undefined && known.tried === policy.version) return [];
  const limit = policy.limits.changesPerSweep.count;
  const trial = { policyVersion: policy.version, limit, ...(changeId !== undefined && { changeId }) };
  const { gate, isFirst } = await ledger.tryOut(trial, known);
  if (isFirst) await asking(ports);
  if (!gate) return [unmeasured(limit)];
  return standing(gate, clock.now());
};

/** Closes the gate because the hour's budget is used up; says why nothing is written from now on. */
export const closeForHour = async (ports: Ports): Promise<Reason> => {
  const closed = await close(ports, 'hourly-budget');
  return { ...closed, ...hourUsedUp, text: `${hourUsedUp.text}; ${closed.text}` };
};

/**
 * Why a change would not be admitted now, by what the ledger says, the hour's budget included; counts nothing, closes nothing.
 *
 * @param before how many changes would be made before it.
 */
export const foreseen = async (
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  { version, limits }: Policy,
  gate: Gate,
  before: number,
): Promise<readonly Reason[]> => {
  const now = clock.now();
  const reasons = standing(gate, now);
  if (reasons.length > 0) return reasons;
  const tried = before + (gate.trial ?? 0);
  if (gate.measured !== version && tried >= limits.changesPerSweep.count)
    return [unmeasured(limits.changesPerSweep.count)];
  if (before + (await ledger.spent(now)) < limits.changesPerHour) return [];
  return [{ ...hourUsedUp, text: `${hourUsedUp.text}; the next change closes the gate until a plan is confirmed` }];
};
