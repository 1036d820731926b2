import * as z from 'zod/mini';
import { parseDuration } from './duration.ts';
import { fields, parsed, whole } from './field-schemas.ts';

const sweepLimit = fields(
  {
    count: z._default(whole(1, 1_000_000, 'changes'), 25),
    percent: z._default(whole(1, 100, 'percent'), 20),
  },
  'write count and percent',
);

/** As many changes of each mount target as the record of a file system has room for. */
const MOST_CHANGES = 10;

const mountTargetLimit = z.pipe(
  fields(
    {
      count: z._default(whole(1, MOST_CHANGES, 'changes'), 3),
      within: z.prefault(parsed(parseDuration, 'write a duration such as 30s, 15m, 1h or 2d'), '1h'),
    },
    'write count and within',
  ),
  z.transform(({ count, within }) => ({ count, withinMs: within })),
);

/** How much may change at once. */
export const limitsSchema = fields(
  {
    securityGroupsPerMountTarget: z._default(whole(1, 16, 'groups'), 5),
    changesPerSweep: z.prefault(sweepLimit, {}),
    changesPerMountTarget: z.prefault(mountTargetLimit, {}),
    changesPerHour: z._default(whole(1, 10_000, 'changes'), 500),
  },
  'write securityGroupsPerMountTarget, changesPerSweep, changesPerMountTarget or changesPerHour',
);
