import * as z from 'zod/mini';
import type { Policy } from '../core/policy.ts';
import { DURATION, parseDuration } from './duration.ts';
import { exemptionSchema } from './exemption-schema.ts';
import { choice, fields, parsed, whole } from './field-schemas.ts';
import { modeSchema, ruleSchema } from './rule-schema.ts';

const sweepLimit = fields(
  {
    count: z._default(whole(1, 1_000_000, 'changes'), 25),
    percent: z._default(whole(1, 100, 'percent'), 20),
  },
  'write count and percent',
).register(z.globalRegistry, {
  description:
    'A sweep that would change more mount targets than count, or more than percent of the governed ones, changes none.',
});

const mountTargetLimit = z
  .pipe(
    fields(
      {
        count: z._default(whole(1, 1_000_000, 'changes'), 3),
        within: z.prefault(
          parsed(parseDuration, 'write a duration such as 30s, 15m, 1h or 2d').register(z.globalRegistry, {
            description: 'A number of seconds, minutes, hours or days: 30s, 15m, 1h, 2d. Without it, 1h.',
            pattern: DURATION.source,
          }),
          '1h',
        ),
      },
      'write count and within',
    ),
    z.transform(({ count, within }) => ({ count, withinMs: within })),
  )
  .register(z.globalRegistry, { description: 'At most count changes to one mount target within that time.' });

const limits = fields(
  {
    securityGroupsPerMountTarget: z._default(whole(1, 16, 'groups'), 5).register(z.globalRegistry, {
      description: 'Security groups on one mount target: AWS allows 5, and up to 16 by quota L-2AFB9258.',
    }),
    changesPerSweep: z.prefault(sweepLimit, {}),
    changesPerMountTarget: z.prefault(mountTargetLimit, {}),
  },
  'write securityGroupsPerMountTarget, changesPerSweep or changesPerMountTarget',
).register(z.globalRegistry, { title: 'Limits', description: 'How much may change at once.' });

const guard = (description: string) =>
  z._default(choice('refuse', 'warn'), 'refuse').register(z.globalRegistry, { description });

const safety = fields(
  {
    nfsOpenToWorld: guard('A change that opens NFS to the world.'),
    nfsCutOff: guard('A change that cuts clients off from NFS.'),
  },
  'write nfsOpenToWorld or nfsCutOff',
).register(z.globalRegistry, {
  title: 'Safety',
  description: 'refuse: no such change is made. warn: it is made and reported.',
});

/** A policy as it is written, into a policy as it is used, but for the fingerprint. */
export const policySchema = z
  .pipe(
    fields(
      {
        version: z
          .literal(1, { error: 'write 1, without quotes' })
          .register(z.globalRegistry, { description: 'The version of this format.' }),
        mode: z._default(modeSchema, 'audit'),
        unmatched: z._default(choice('report', 'ignore'), 'report').register(z.globalRegistry, {
          description: 'Whether file systems that no rule governs are reported.',
        }),
        limits: z.prefault(limits, {}),
        safety: z.prefault(safety, {}),
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
