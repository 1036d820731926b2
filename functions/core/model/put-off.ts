import type { Reason, ReasonCode } from './reason.ts';

/** Reasons that pass by themselves, so that the same look is worth taking again. */
const passing: ReadonlySet<ReasonCode> = new Set([
  'changed-meanwhile',
  'clock-skew',
  'lease-held',
  'lease-lost',
  'lifecycle-state',
  'no-response',
  'out-of-time',
  'stage-halted',
  'throttled',
  'unmeasured',
]);

/** What becomes of drift that may not be written: put off while every reason passes by itself, otherwise refused. */
export const putOffOrRefused = (reasons: readonly Pick<Reason, 'code'>[]): 'deferred' | 'refused' =>
  reasons.every(({ code }) => passing.has(code)) ? 'deferred' : 'refused';
