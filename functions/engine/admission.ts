import { changesAllowed } from '../core/brakes/budget.ts';
import type { Policy } from '../core/model/policy.ts';
import type { Reason } from '../core/model/reason.ts';
import type { Surveyed } from './guard-all.ts';
import type { Ledger, Ports } from './ports.ts';
import type { Purpose } from './purpose.ts';
import { recalled } from './recall.ts';
import type { Session } from './session.ts';
import { survey } from './survey.ts';

/** What closed the gate. A constant text, for it goes on record. */
export type Closing = 'paused' | 'over-budget' | 'hourly-budget' | 'policy-change';

export const paused: Reason = { code: 'paused', text: 'everything is paused (policy field paused, or PAUSED=true)' };

/** What a closed gate means and how to open it. */
export const unconfirmed = ({ reason, at }: { readonly reason: string; readonly at: number }): Reason => ({
  code: 'unconfirmed',
  text: `nothing is written since ${new Date(at).toISOString()} (${reason}) until a plan is confirmed: send {"dryRun": true} to the sweep, read the plan, then send {"confirm": its fingerprint}`,
});

/** For `openGate`: a gate that is closed, whenever that was, stays so. */
export const unlessClosed = 0;

export const closedMeanwhile: Reason = {
  code: 'unconfirmed',
  text: 'writing was stopped meanwhile; send {"dryRun": true} to the sweep to see what waits for a confirmation',
};

/** Whether a survey could not tell if something would change. */
export const isUnread = ({ finding: { status, reasons } }: Surveyed): boolean =>
  status === 'failed' || (status === 'deferred' && !reasons.includes('lifecycle-state'));

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
export const isPaused = ({ ports, policy }: Pick<Session, 'ports' | 'policy'>): boolean =>
  ports.paused || policy.paused;

/**
 * Leaves a trace of a pause: whatever is asked for meanwhile, dry runs apart, a plan is to be confirmed after it.
 */
export const markPause = async (session: Pick<Session, 'ports' | 'policy'>, { dryRun }: Purpose): Promise<void> => {
  if (isPaused(session) && !dryRun) await close(session.ports, 'paused');
};

/**
 * Why nothing at all may be written now; empty when writing is admitted. A policy other than the one that was admitted
 * last is measured first: if it would change more than a sweep may, the gate closes until a plan is confirmed.
 */
export const admission = async (ports: Ports, policy: Policy): Promise<readonly Reason[]> => {
  const gate = await ports.ledger.gate();
  if (ports.paused || policy.paused) {
    if (!gate.closed) await close(ports, 'paused');
    return [paused];
  }
  if (gate.closed) return [unconfirmed(gate.closed)];
  if (gate.policyVersion === policy.version) return [];
  if (gate.policyVersion !== undefined) {
    const surveyed = await recalled(ports, policy, await survey(ports, policy));
    const governed = surveyed.filter(({ finding }) => finding.rule !== null).length;
    // What could not be read may be drift.
    const drifted = surveyed.filter((it) => it.toBeWritten || isUnread(it)).length;
    if (drifted > changesAllowed(policy.limits.changesPerSweep, governed)) return [await close(ports, 'policy-change')];
  }
  return (await ports.ledger.openGate(policy.version, unlessClosed)) ? [] : [closedMeanwhile];
};
