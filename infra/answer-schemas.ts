import * as z from 'zod/mini';
import { reasonCodes } from '../functions/core/model/reason.ts';
import { expectable } from '../functions/policy/tests/policy-test.ts';

const whole = z.int().check(z.nonnegative());
const line = z.int().check(z.positive());
const names = z.array(z.string());
const severity = z.enum(['error', 'warning']);

const finding = z.strictObject({
  severity,
  code: z.string(),
  line,
  column: line,
  endColumn: line,
  message: z.string(),
});

const outcome = z.strictObject({
  status: z.enum(expectable),
  rule: z.optional(z.string()),
  add: z.optional(names),
  remove: z.optional(names),
  reason: z.optional(z.array(z.enum(reasonCodes))),
});

const played = z.strictObject({
  name: z.string(),
  line,
  expected: outcome,
  got: outcome,
  misses: names,
  says: z.string(),
  passed: z.boolean(),
  updated: z.boolean(),
});

const leftOut = z.strictObject({
  fileSystem: z.strictObject({ id: z.string(), name: z.nullable(z.string()) }),
  mountTarget: z.string(),
  status: z.string(),
  reasons: names,
  attached: names,
  add: names,
  remove: names,
});

/** The JSON answers of the commands about policies, by the command. */
export const answerSchemas = {
  validate: z.strictObject({
    version: z.literal(1),
    strict: z.boolean(),
    errors: whole,
    warnings: whole,
    files: z.array(z.strictObject({ file: z.string(), valid: z.boolean(), findings: z.array(finding) })),
  }),
  test: z.strictObject({
    version: z.literal(1),
    passed: whole,
    failed: whole,
    files: z.array(z.strictObject({ file: z.string(), policy: z.string(), tests: z.array(played) })),
    broken: z.array(z.strictObject({ file: z.string(), findings: z.array(finding) })),
    coverage: z.optional(
      z.array(
        z.strictObject({ policy: z.string(), rules: z.array(z.strictObject({ name: z.string(), tests: whole })) }),
      ),
    ),
  }),
  init: z.strictObject({
    version: z.literal(1),
    account: z.string(),
    region: z.string(),
    day: z.string(),
    mountTargets: whole,
    fileSystems: whole,
    rules: z.array(
      z.strictObject({
        name: z.string(),
        match: z.enum(['exactly', 'at-least']),
        mountTargets: whole,
        fileSystems: whole,
        asItSays: whole,
        others: z.array(leftOut),
      }),
    ),
    ungoverned: z.array(leftOut),
    exemptUntil: z.optional(z.string()),
    policy: z.string(),
  }),
  exempt: z.strictObject({
    version: z.literal(1),
    file: z.string(),
    line,
    covers: z.string(),
    until: z.string(),
    reason: z.string(),
  }),
};
