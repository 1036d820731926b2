import * as z from 'zod/mini';
import type { Policy } from '../core/model/policy.ts';
import { exemptionSchema } from './exemption-schema.ts';
import { choice, fields } from './field-schemas.ts';
import { limitsSchema } from './limits-schema.ts';
import { modeSchema, ruleSchema } from './rule-schema.ts';
import { safetySchema } from './safety-schema.ts';

/** A policy as it is written, into a policy as it is used, but for the fingerprint. */
export const policySchema = z
  .pipe(
    fields(
      {
        version: z
          .literal(1, { error: 'write 1, without quotes' })
          .register(z.globalRegistry, { description: 'The version of this format.' }),
        mode: z._default(modeSchema, 'audit'),
        paused: z._default(z.boolean({ error: 'write true or false' }), false).register(z.globalRegistry, {
          description: 'true: nothing at all is written, whatever the modes say.',
        }),
        unmatched: z._default(choice('report', 'ignore'), 'report').register(z.globalRegistry, {
          description: 'Whether file systems that no rule governs are reported.',
        }),
        limits: z.prefault(limitsSchema, {}),
        safety: z.prefault(safetySchema, {}),
        rules: z.array(ruleSchema, { error: 'write a list of rules, or [] for none' }).register(z.globalRegistry, {
          description: 'In order: the first rule that matches a file system governs it.',
        }),
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
  )
  .register(z.globalRegistry, {
    title: 'mountguard policy',
    description: 'Which security groups the mount targets of which file systems have.',
  });
