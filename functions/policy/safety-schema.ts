import * as z from 'zod/mini';
import type { Safety } from '../core/model/policy.ts';
import { choice, fields, whole } from './field-schemas.ts';

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
    'A block with a shorter prefix is the world: with 8, 10.0.0.0/8 may reach NFS and 10.0.0.0/7 may not. Up to 32, ipv6 lets pass unique local addresses (fc00::/7) in blocks of any size; above, it holds for them too.',
});

/** What no change may do to clients. */
export const safetySchema = z
  .pipe(
    fields(
      {
        nfsOpenToWorld: guard('A change that opens NFS to the world.'),
        nfsCutOff: guard('A change that cuts clients off from NFS.'),
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
  )
  .register(z.globalRegistry, {
    title: 'Safety',
    description: 'What no change may do to clients. refuse: no such change is made. warn: it is made and reported.',
  });
