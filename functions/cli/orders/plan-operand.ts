import { isFingerprint } from '../../core/brakes/plan-fingerprint.ts';
import type { PlanReport } from '../../report/plan/plan-report.ts';
import type { Cli } from '../cli.ts';
import { readText } from '../read-text.ts';
import { UsageError } from '../usage-error.ts';

/** Throws `UsageError` where a flag is to name a plan, and does not. */
export const checkFingerprint = (flag: string, text: string): void => {
  if (isFingerprint(text)) return;
  throw new UsageError(`${flag} is "${text}"; write the fingerprint of a plan, 12 hexadecimal digits`);
};

/** What of a plan that was read is to be done. */
export type PlanOperand =
  | { readonly kind: 'whole'; readonly fingerprint?: string; readonly read?: PlanReport }
  | { readonly kind: 'ids'; readonly ids: readonly string[] };

const planIn = (path: string, text: string): PlanReport => {
  try {
    const plan = JSON.parse(text) as Partial<PlanReport>;
    if (typeof plan.fingerprint === 'string' && Array.isArray(plan.results)) return plan as PlanReport;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UsageError(
    `${path} is no whole plan of one account and Region; write one with mountguard plan --out plan.json`,
  );
};

/** Reads what is to be applied: a file of `plan --out`, a fingerprint, ids, or nothing for all that a new plan says. */
export const readOperand = async (cli: Pick<Cli, 'host'>, words: readonly string[]): Promise<PlanOperand> => {
  const [first, ...rest] = words;
  if (first === undefined) return { kind: 'whole' };
  if (isFingerprint(first) && rest.length === 0) return { kind: 'whole', fingerprint: first };
  if ((first === '-' || first.endsWith('.json')) && rest.length === 0) {
    const read = planIn(first, await readText(cli, first));
    return { kind: 'whole', read, ...(read.fingerprint && { fingerprint: read.fingerprint }) };
  }
  return { kind: 'ids', ids: words };
};
