import * as z from 'zod/mini';
import type { Organization } from '../core/model/policy.ts';
import { fields, whole } from './field-schemas.ts';
import { account, listOf, region, unit } from './rule-schema.ts';

/** Which places of an organisation are looked after, and what may change in all of them together. */
export const organizationSchema = z.pipe(
  fields(
    {
      accounts: z.prefault(
        fields(
          { units: listOf(unit(), 'list at least one unit'), unless: listOf(account(), 'list at least one account') },
          'write units and unless',
        ),
        {},
      ),
      regions: z
        .array(region(), { error: 'list the Regions that are looked after' })
        .check(z.minLength(1, { error: 'list the Regions that are looked after' })),
      changesPerSweep: z.prefault(
        fields({ count: z._default(whole(1, 1_000_000, 'changes'), 100) }, 'write count'),
        {},
      ),
      placesDrifted: z.prefault(fields({ percent: z._default(whole(1, 100, 'percent'), 20) }, 'write percent'), {}),
      paused: z._default(z.array(account(), { error: 'list accounts, or [] for none' }), []),
    },
    'write accounts, regions, changesPerSweep, placesDrifted or paused',
  ),
  // Fields that are not given are absent.
  z.transform((given) => given as Organization),
);
