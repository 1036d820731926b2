import type { Decision } from '../core/decision.ts';
import type { Reason } from '../core/reason.ts';

/** Drift, decided. */
export type Drift = Extract<Decision, { status: 'drifted' }>;

/** Whether a decision calls for a write under the policy's own mode. */
export const toBeWritten = (decision: Decision): decision is Drift =>
  decision.status === 'drifted' && decision.mode === 'enforce';

/** Drift that may not be written, with every reason; only put off while it is just an observation that has to end. */
export const refused = ({ rule }: Drift, reasons: readonly Reason[]): Decision | undefined => {
  const [first, ...rest] = reasons;
  const status = reasons.every(({ code }) => code === 'observing') ? 'deferred' : 'refused';
  return first && { status, rule, reasons: [first, ...rest] };
};
