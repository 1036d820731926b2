import type { Finding } from '../../core/model/finding.ts';
import type { Reason } from '../../core/model/reason.ts';

/** Drift that was found and is not put right: refused for these reasons, or only put off while it is an observation that has to end. */
export const refusedFinding = (finding: Finding, reasons: readonly Reason[]): Finding => ({
  ...finding,
  status: reasons.every(({ code }) => code === 'observing') ? 'deferred' : 'refused',
  reasons: reasons.map(({ code }) => code),
  after: finding.before,
  explanation: `${finding.explanation} Refused: ${reasons.map(({ text }) => text).join('; ')}.`,
});
