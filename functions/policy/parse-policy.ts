import * as z from 'zod/mini';
import type { Policy } from '../core/model/policy.ts';
import { crossCheck } from './cross-check.ts';
import { issuesOf, locate, withoutMeant } from './issue.ts';
import { placed } from './placed.ts';
import { type PolicyProblem, type Problem, problemAt } from './policy-problem.ts';
import { policySchema } from './policy-schema.ts';
import { readYaml } from './read-yaml.ts';

/** A policy, or everything that is wrong with its text, in the order of the text. */
type ParseResult = { readonly policy: Policy } | { readonly findings: readonly PolicyProblem[] };

/** Judges a policy's data; undefined when it has more faults (about 200,000) than one answer can hold. */
const judge = (value: unknown) => {
  try {
    return z.safeParse(policySchema, value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Reads a policy's text (YAML or JSON, at most 1 MiB); `version` is the text's fingerprint. Never throws. */
export const parsePolicy = (text: string, version: string): ParseResult => {
  const { root, problems, lines } = readYaml(text);
  const findings = (all: readonly Problem[]): ParseResult => ({ findings: placed(all, text, lines) });
  if (root === undefined) return findings(problems);
  const judged = judge(root.value);
  if (judged === undefined) {
    const remedy = 'begin with the first rule, and add the others step by step';
    return findings([problemAt(0, 'has more faults than can be named', remedy)]);
  }
  const { data, error } = judged;
  const faults = [
    ...withoutMeant(
      root,
      (error?.issues ?? []).flatMap((issue) => issuesOf(issue)),
    ),
    ...crossCheck(root),
  ];
  const all = [...problems, ...faults.flatMap((fault) => locate(root, fault))];
  return data !== undefined && all.length === 0 ? { policy: { version, ...data } } : findings(all);
};
