import { sweepRequest } from '../functions/intake/sweep-request.ts';

/** What only the sweep is asked, right or wrong. */
const sweepFields: ReadonlySet<string> = new Set([
  'by',
  'confirm',
  'describe',
  'dryRun',
  'pause',
  'reason',
  'resume',
  'until',
]);

/** Which function an event or payload is for: a schedule, and a payload that names no mount target or file system, is for the sweep. */
export const functionFor = (event: unknown): 'remediate' | 'sweep' => {
  if (sweepRequest(event).kind !== 'malformed') return 'sweep';
  if (typeof event !== 'object' || event === null) return 'remediate';
  return Object.keys(event).every((key) => sweepFields.has(key)) ? 'sweep' : 'remediate';
};
