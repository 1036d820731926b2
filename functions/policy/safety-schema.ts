import * as z from 'zod/mini';
import type { Safety } from '../core/model/policy.ts';
import { choice, fields, whole } from './field-schemas.ts';

const guard = () => z._default(choice('refuse', 'warn'), 'refuse');

const shortestPrefix = fields(
  {
    ipv4: z._default(whole(1, 32, 'bits'), 8),
    ipv6: z._default(whole(1, 128, 'bits'), 32),
  },
  'write ipv4 and ipv6',
);

/** What no change may do to clients. */
export const safetySchema = z.pipe(
  fields(
    {
      nfsOpenToWorld: guard(),
      nfsCutOff: guard(),
      shortestPrefix: z.prefault(shortestPrefix, {}),
    },
    'write nfsOpenToWorld, nfsCutOff or shortestPrefix',
  ),
  z.transform(
    ({ shortestPrefix, ...rest }): Safety => ({
      ...rest,
      shortestPrefixV4: shortestPrefix.ipv4,
      shortestPrefixV6: shortestPrefix.ipv6,
    }),
  ),
);
