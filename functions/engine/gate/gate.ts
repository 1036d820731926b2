import type { Reason } from '../../core/model/reason.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { Purpose } from '../ports/purpose.ts';
import type { Run } from './run.ts';

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
export const isPaused = ({ ports, policy }: Pick<Run, 'ports' | 'policy'>): boolean => ports.paused || policy.paused;

/**
 * Leaves a trace of a pause: whatever is asked for meanwhile, dry runs apart, a plan is to be confirmed after it.
 */
export const markPause = async (run: Pick<Run, 'ports' | 'policy'>, { dryRun }: Purpose): Promise<void> => {
  if (isPaused(run) && !dryRun) await close(run.ports, 'paused');
};
