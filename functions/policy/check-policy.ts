import type { Policy } from '../core/model/policy.ts';
import { parseSource } from './parse-policy.ts';
import { placedAs } from './placed.ts';
import type { PolicyProblem } from './policy-problem.ts';
import { policyWarnings, type warningCodes } from './policy-warnings.ts';
import { follow } from './source-node.ts';

/** Something that a person should know of a policy's text. */
export interface PolicyFinding extends PolicyProblem {
  readonly severity: 'error' | 'warning';
  readonly code: 'policy-invalid' | keyof typeof warningCodes;
}

/** A policy with what is wrong with its text or unwise in it, in the order of the text; no policy where there is an error. */
export interface Checked {
  readonly policy?: Policy;
  readonly findings: readonly PolicyFinding[];
}

/** Reads a policy's text as `parsePolicy` does and warns of what is unwise in it, at a time in milliseconds since the epoch. */
export const checkPolicy = (text: string, version: string, now: number): Checked => {
  const parsed = parseSource(text, version);
  if ('findings' in parsed)
    return { findings: parsed.findings.map((it) => ({ ...it, severity: 'error', code: 'policy-invalid' })) };
  const { policy, root, lines } = parsed;
  const findings = policyWarnings(policy, now).map(({ code, path, message }): PolicyFinding => {
    const { offset, end } = follow(root, path).node;
    return { ...placedAs({ path, offset, end }, message, text, lines), severity: 'warning', code };
  });
  return { policy, findings: findings.toSorted((a, b) => a.line - b.line || a.column - b.column) };
};
