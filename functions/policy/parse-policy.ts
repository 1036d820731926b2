import type { LineCounter } from 'yaml';
import * as z from 'zod/mini';
import type { Policy } from '../core/model/policy.ts';
import { crossCheck } from './cross-check.ts';
import { issuesOf, locate, withoutMeant } from './issue.ts';
import { placed } from './placed.ts';
import { type PolicyProblem, type Problem, problemAt } from './policy-problem.ts';
import { A_POLICY, policySchema } from './policy-schema.ts';
import { readYaml } from './read-yaml.ts';
import type { SourceNode } from './source-node.ts';

interface ParsedPolicy {
  readonly policy: Policy;
}

/** Everything that is wrong with a policy's text, in the order of the text. */
interface Findings {
  readonly findings: readonly PolicyProblem[];
}

/** The text that a policy was read from, as a tree, and its lines. */
export interface PolicySource {
  readonly root: SourceNode;
  readonly lines: LineCounter;
}

/** Judges a policy's data; undefined when it has more faults (about 200,000) than one answer can hold. */
const judge = (value: unknown) => {
  try {
    return z.safeParse(policySchema, value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Reads a policy's text as `parsePolicy` does, and says where in it each part of the policy stands. */
export const parseSource = (text: string, version: string): (ParsedPolicy & PolicySource) | Findings => {
  const { root, problems, lines } = readYaml(text);
  const findings = (all: readonly Problem[]): Findings => ({ findings: placed(all, text, lines) });
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
      A_POLICY,
    ),
    ...crossCheck(root),
  ];
  const all = [...problems, ...faults.flatMap((fault) => locate(root, fault))];
  return data !== undefined && all.length === 0 ? { policy: { version, ...data }, root, lines } : findings(all);
};

/** Reads a policy's text (YAML or JSON, at most 1 MiB); `version` is that of the text. Never throws. */
export const parsePolicy = (text: string, version: string): ParsedPolicy | Findings => {
  const parsed = parseSource(text, version);
  return 'policy' in parsed ? { policy: parsed.policy } : parsed;
};
