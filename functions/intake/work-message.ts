import * as z from 'zod/mini';
import type { Place } from '../core/model/place.ts';
import type { Own } from './place.ts';
import { type Intake, malformed } from './result.ts';
import { expected, id, ids, readStrictly } from './strict.ts';
import { fileSystem, lookRequest, mountTarget, prefixList, securityGroup } from './targets.ts';

const place = {
  version: z.literal(2, { error: expected('2: deploy sweep and remediate from the same release') }),
  account: z.string({ error: expected('an account, twelve digits') }),
  region: z.string({ error: expected('a Region') }),
};

const work = z.strictObject({
  ...place,
  cause: z.enum(['sweep', 'unfinished', 'again'], { error: expected('"sweep", "unfinished" or "again"') }),
  mountTargetId: id(mountTarget),
  fileSystemId: id(fileSystem),
  plan: z.optional(z.string({ error: expected('the fingerprint of a plan') })),
  hops: z.optional(
    z.int({ error: expected('a number of hops') }).check(z.minimum(0, { error: expected('a number of hops') })),
  ),
});

const regional = z.strictObject({
  ...place,
  cause: z.string({ error: expected('what it is about') }),
  securityGroupIds: ids(securityGroup, 'security group'),
  prefixListIds: ids(prefixList, 'prefix list'),
  changedTagKeys: z.optional(z.array(z.string({ error: expected('a tag key') }))),
});

/** Answers with `look` to a message about our own account and Region. */
const ifOurs = ({ account, region }: Place, { place }: Own, look: Intake): Intake =>
  place === undefined || (account === place.account && region === place.region)
    ? look
    : malformed(
        `the message is about account ${account} and Region ${region}, which this deployment does not look after. Remove it from the queue.`,
      );

/** Reads what the functions queue for one another: work on one mount target, or a question about the Region. */
export const workMessage = (event: object, own: Own): Intake =>
  Object.hasOwn(event, 'securityGroupIds')
    ? readStrictly('region message', regional, event, (it) => {
        const { cause, securityGroupIds, prefixListIds, changedTagKeys } = it;
        return ifOurs(it, own, lookRequest(cause, [...securityGroupIds, ...prefixListIds], { changedTagKeys }));
      })
    : readStrictly('work message', work, event, (it) =>
        ifOurs(it, own, lookRequest(it.cause, [it.mountTargetId], { plan: it.plan, hops: it.hops })),
      );
