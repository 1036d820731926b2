import * as z from 'zod/mini';
import type { Policy } from '../core/model/policy.ts';
import { exemptionSchema } from './exemption-schema.ts';
import { choice, fields } from './field-schemas.ts';
import { limitsSchema } from './limits-schema.ts';
import { modeSchema, ruleSchema } from './rule-schema.ts';
import { safetySchema } from './safety-schema.ts';

/** A policy as it is written, into a policy as it is used, but for the fingerprint. */
export const policySchema = z.pipe(
  fields(
    {
      version: z.literal(1, { error: 'write 1, without quotes' }),
      mode: z._default(modeSchema, 'audit'),
      paused: z._default(z.boolean({ error: 'write true or false' }), false),
      unmatched: z._default(choice('report', 'ignore'), 'report'),
      limits: z.prefault(limitsSchema, {}),
      safety: z.prefault(safetySchema, {}),
      rules: z.array(ruleSchema, { error: 'write a list of rules, or [] for none' }),
      exemptions: z._default(z.array(exemptionSchema, { error: 'write a list of exemptions, or [] for none' }), []),
    },
    'write a mapping with version and rules',
  ),
  z.transform(
    ({ version: _, rules, ...rest }): Omit<Policy, 'version'> => ({
      ...rest,
      rules: rules.map((rule) => ({ ...rule, mode: rule.mode ?? rest.mode })),
    }),
  ),
);
