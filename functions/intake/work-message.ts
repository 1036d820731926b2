import * as z from 'zod/mini';
import type { Place } from '../core/model/place.ts';
import type { Own } from './cloudtrail.ts';
import { fileSystem, mountTarget, prefixList, securityGroup } from './ids-in-events.ts';
import { lookRequest } from './look-request.ts';
import type { Intake, Malformed } from './result.ts';
import { expected, id, readStrictly } from './strict.ts';

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
});

const regional = z.strictObject({
  ...place,
  cause: z.string({ error: expected('what it is about') }),
  securityGroupIds: z.array(id(securityGroup), { error: expected('a list of security group ids') }),
  prefixListIds: z.array(id(prefixList), { error: expected('a list of prefix list ids') }),
  changedTagKeys: z.optional(z.array(z.string({ error: expected('a tag key') }))),
});

const isElsewhere = ({ account, region }: Place, own: Place | undefined): boolean =>
  own !== undefined && (account !== own.account || region !== own.region);

const notOurs = ({ account, region }: Place): Malformed => ({
  kind: 'malformed',
  message: `the message is about account ${account} and Region ${region}, which this deployment does not look after. Remove it from the queue.`,
});

/** Reads what the functions queue for one another: work on one mount target, or a question about the Region. */
export const workMessage = (event: object, own: Own): Intake => {
  if (Object.hasOwn(event, 'securityGroupIds')) {
    const read = readStrictly('region message', regional, event);
    if (!('data' in read)) return read;
    if (isElsewhere(read.data, own.place)) return notOurs(read.data);
    const { cause, securityGroupIds, prefixListIds, changedTagKeys } = read.data;
    return lookRequest(cause, [...securityGroupIds, ...prefixListIds], { changedTagKeys });
  }
  const read = readStrictly('work message', work, event);
  if (!('data' in read)) return read;
  if (isElsewhere(read.data, own.place)) return notOurs(read.data);
  return lookRequest(read.data.cause, [read.data.mountTargetId]);
};
