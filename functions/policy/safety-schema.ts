import * as z from 'zod/mini';
import type { Safety } from '../core/policy.ts';
import { parseDurationOrNone } from './duration.ts';
import { choice, fields, parsed, whole } from './field-schemas.ts';

const guard = () => z._default(choice('refuse', 'warn'), 'refuse');

const shortestPrefix = fields(
  {
    ipv4: z._default(whole(1, 32, 'bits'), 8),
    ipv6: z._default(whole(1, 128, 'bits'), 32),
  },
  'write ipv4 and ipv6',
);

const staged = z.pipe(
  fields(
    {
      observe: z.prefault(parsed(parseDurationOrNone, 'write a duration such as 0s, 90s or 5m'), '0s'),
      connectionsDropPercent: z._default(whole(1, 100, 'percent'), 50),
    },
    'write observe and connectionsDropPercent',
  ),
  z.transform(({ observe, ...rest }) => ({ observeMs: observe, ...rest })),
);

/** What no change may do to clients. */
export const safetySchema = z.pipe(
  fields(
    {
      nfsOpenToWorld: guard(),
      nfsCutOff: guard(),
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
);
