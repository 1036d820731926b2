import * as z from 'zod/mini';
import { DURATION, parseDuration } from './duration.ts';
import { fields, parsed, whole } from './field-schemas.ts';

const sweepLimit = fields(
  {
    count: z._default(whole(1, 1_000_000, 'changes'), 25),
    percent: z._default(whole(1, 100, 'percent'), 20),
  },
  'write count and percent',
).register(z.globalRegistry, {
  description:
    'A sweep that would change more mount targets than count, or more than percent of the governed ones (rounded up), changes none.',
});

/** As many changes of each mount target as the record of a file system has room for. */
const MOST_CHANGES = 10;

const mountTargetLimit = z
  .pipe(
    fields(
      {
        count: z._default(whole(1, MOST_CHANGES, 'changes'), 3),
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

/** How much may change at once. */
export const limitsSchema = fields(
  {
    securityGroupsPerMountTarget: z._default(whole(1, 16, 'groups'), 5).register(z.globalRegistry, {
      description: 'Security groups on one mount target: AWS allows 5, and up to 16 by quota L-2AFB9258.',
    }),
    changesPerSweep: z.prefault(sweepLimit, {}),
    changesPerMountTarget: z.prefault(mountTargetLimit, {}),
    changesPerHour: z._default(whole(1, 10_000, 'changes'), 500).register(z.globalRegistry, {
      description: 'At most so many changes in one clock hour, all mount targets together.',
    }),
  },
  'write securityGroupsPerMountTarget, changesPerSweep, changesPerMountTarget or changesPerHour',
).register(z.globalRegistry, { title: 'Limits', description: 'How much may change at once.' });
