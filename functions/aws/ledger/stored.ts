import * as z from 'zod/mini';
import { TerminalError } from '../../core/model/errors.ts';
import { fileSystemId, mountTargetId, securityGroupId } from '../../core/model/ids.ts';

/** An id in the form that our own code knows it by. */
const id = <Id extends string>(parse: (text: string) => Id | undefined) =>
  z.pipe(
    z.string(),
    z.transform((text, { issues }): Id => {
      const parsed = parse(text);
      if (parsed === undefined) issues.push({ code: 'custom', input: text, message: 'is no id' });
      return parsed ?? z.NEVER;
    }),
  );

/** The end of the year 9999: what is written with four digits, and to which a while can be added. */
const lastTime = Date.UTC(10_000, 0) - 1;
const time = z.number().check(z.minimum(-lastTime), z.maximum(lastTime));
const count = z.int().check(z.minimum(0));
const groups = z.array(id(securityGroupId));

const hold = z.object({ until: time, reason: z.string(), by: z.string(), at: time });

const landed = z.object({
  changeId: z.string(),
  mountTargetId: id(mountTargetId),
  at: time,
  before: groups,
  after: groups,
  policyVersion: z.string(),
  by: z.exactOptional(z.string()),
  undoes: z.exactOptional(z.string()),
});

/** What stands in for a thing that AWS did not show. */
const unreadable = z.union([
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('prefix-list'), id: z.string() }),
    z.object({ kind: z.literal('unread'), groupId: id(securityGroupId) }),
    z.object({ kind: z.literal('unreadable-cidr'), cidr: z.string() }),
  ]),
  // A newer release may know other kinds: something is let in that cannot be read here.
  z.pipe(
    z.unknown(),
    z.transform(() => ({ kind: 'unreadable-cidr' as const, cidr: 'unknown' })),
  ),
]);

const lets = z.object({ blocks: z.array(z.string()), groups, unreadable: z.exactOptional(z.array(unreadable)) });

const write = {
  changeId: z.string(),
  mountTargetId: id(mountTargetId),
  fileSystemId: id(fileSystemId),
  before: groups,
  after: groups,
  rule: z.string(),
  policyVersion: z.string(),
  cause: z.string(),
  actor: z.exactOptional(
    z.object({ arn: z.string(), userAgent: z.exactOptional(z.string()), console: z.exactOptional(z.literal(true)) }),
  ),
  ordered: z.exactOptional(
    z.object({
      by: z.string(),
      reason: z.string(),
      despite: z.pipe(
        z.array(z.string()),
        z.transform((words) => words.filter((word) => word === 'nfs-cut-off')),
      ),
    }),
  ),
  plan: z.exactOptional(z.string()),
  losers: z.exactOptional(z.array(z.string())),
  eventId: z.exactOptional(z.string()),
  undoes: z.exactOptional(z.string()),
  at: time,
};

/** What stands in the ledger, as it has to be for anything to be written. */
export const stored = {
  time,
  count,
  fileSystemId: id(fileSystemId),
  mountTargetId: id(mountTargetId),
  hold,
  landed,
  lets,
  good: z.object({ lets, from: time, to: time, policyVersion: z.string() }),
  swept: z.object({ at: time }),
  refusals: z.object({ count, since: time, doubtSince: z.exactOptional(time) }),
  pending: z.object({
    ...write,
    hold: z.exactOptional(hold),
    lets: z.exactOptional(lets),
    phase: z.enum(['pending', 'in-doubt', 'rolling-back']),
  }),
  // A newer release may know words for `status` that this one does not.
  change: z.object({ ...write, status: z.string(), reasons: z.array(z.string()), concludedAt: time }),
  order: z.object({
    orderId: z.string(),
    order: z.string(),
    by: z.string(),
    reason: z.string(),
    ids: z.array(z.string()),
    until: z.exactOptional(time),
    fingerprint: z.exactOptional(z.string()),
    changeId: z.exactOptional(z.string()),
    since: z.exactOptional(time),
    despite: z.exactOptional(z.array(z.string())),
    requestId: z.string(),
    at: time,
  }),
  // What a day counted before there was a count of it is none.
  day: z.object({
    checked: count,
    compliant: count,
    drifted: count,
    refused: count,
    held: count,
    unmanaged: count,
    fixed: z._default(count, 0),
  }),
  lease: z.object({ owner: z.string(), leaseExpiresAt: time }),
  holdsVersion: z._default(count, 0),
  pointed: z._default(z.set(z.string()), new Set<string>()),
  gate: z.object({
    closed: z.exactOptional(z.object({ reason: z.string(), at: time })),
    pause: z.exactOptional(z.object({ by: z.string(), reason: z.string(), at: time, until: z.exactOptional(time) })),
    measured: z.exactOptional(z.string()),
    tried: z.exactOptional(z.string()),
  }),
  survey: z.object({ lastBegan: z.exactOptional(time), reached: z.exactOptional(id(fileSystemId)) }),
  pointer: z.object({ fileSystemId: id(fileSystemId) }),
};

/** Reads something stored; when it cannot be understood, a `TerminalError` says what of it, and the `remedy`. */
export const readStored = <Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  of: string,
  remedy: string,
): z.output<Schema> => {
  const read = z.safeParse(schema, value);
  if (read.success) return read.data;
  const at = read.error.issues.map(({ path }) => path.join('.')).find((path) => path !== '');
  throw new TerminalError(`${of} has no readable ${at ?? 'value'}; ${remedy}`, { code: 'internal-error' });
};
