import * as z from 'zod/mini';
import type { Policy, Safety } from '../core/policy.ts';
import { DURATION, DURATION_OR_NONE, parseDuration, parseDurationOrNone } from './duration.ts';
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
    changesPerHour: z._default(whole(1, 1_000_000, 'changes'), 500).register(z.globalRegistry, {
      description: 'At most so many changes in one clock hour, all mount targets together.',
    }),
  },
  'write securityGroupsPerMountTarget, changesPerSweep, changesPerMountTarget or changesPerHour',
).register(z.globalRegistry, { title: 'Limits', description: 'How much may change at once.' });

const guard = (description: string) =>
  z._default(choice('refuse', 'warn'), 'refuse').register(z.globalRegistry, { description });

const shortestPrefix = fields(
  {
    ipv4: z._default(whole(1, 32, 'bits'), 8),
    ipv6: z._default(whole(1, 128, 'bits'), 32),
  },
  'write ipv4 and ipv6',
).register(z.globalRegistry, {
  description:
    'A block with a shorter prefix is the world: with 8, 10.0.0.0/8 may reach NFS and 10.0.0.0/7 may not. Unique local IPv6 addresses never are.',
});

const staged = z
  .pipe(
    fields(
      {
        observe: z.prefault(
          parsed(parseDurationOrNone, 'write a duration such as 0s, 90s or 5m').register(z.globalRegistry, {
            description: 'How long client connections are watched after a change. 0s, the default: not at all.',
            pattern: DURATION_OR_NONE.source,
          }),
          '0s',
        ),
        connectionsDropPercent: z._default(whole(1, 100, 'percent'), 50).register(z.globalRegistry, {
          description:
            'When client connections fall by more than this, the change is undone and the others are not made.',
        }),
      },
      'write observe and connectionsDropPercent',
    ),
    z.transform(({ observe, ...rest }) => ({ observeMs: observe, ...rest })),
  )
  .register(z.globalRegistry, {
    description: 'The mount targets of one file system are changed one at a time, each proved before the next.',
  });

const safety = z
  .pipe(
    fields(
      {
        nfsOpenToWorld: guard('A change that opens NFS to the world.'),
        nfsCutOff: guard('A change that cuts clients off from NFS.'),
        shortestPrefix: z.prefault(shortestPrefix, {}),
        staged: z.prefault(staged, {}),
      },
      'write nfsOpenToWorld, nfsCutOff, shortestPrefix or staged',
    ),
    z.transform(
      ({ shortestPrefix, ...rest }): Safety => ({
        ...rest,
        shortestPrefixV4: shortestPrefix.ipv4,
        shortestPrefixV6: shortestPrefix.ipv6,
      }),
    ),
  )
  .register(z.globalRegistry, {
    title: 'Safety',
    description: 'What no change may do to clients. refuse: no such change is made. warn: it is made and reported.',
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
        paused: z._default(z.boolean({ error: 'write true or false' }), false).register(z.globalRegistry, {
          description: 'true: nothing at all is written, whatever the modes say.',
        }),
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
