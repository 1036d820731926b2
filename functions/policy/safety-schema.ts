import * as z from 'zod/mini';
import type { Safety } from '../core/model/policy.ts';
import { parseDuration } from './duration.ts';
import { choice, fields, parsed, textLike, whole } from './field-schemas.ts';
import { literalTags } from './tag-schemas.ts';

const guard = () => z.optional(choice('refuse', 'warn'));

/** Sweeps run by the hour, and what they saw last has to count still when drift comes. */
const leastUndoMs = 7_200_000;

/** What is silent for less than a day may be a job that runs once a day. */
const leastWindowMs = 86_400_000;

/** The form of a log group's name (CloudWatch Logs API model). */
const LOG_GROUP = 'write the name of a CloudWatch log group, not its ARN, such as /vpc/flow-logs';

const atLeast =
  (least: number) =>
  (text: string): number | undefined => {
    const ms = parseDuration(text);
    return ms !== undefined && ms >= least ? ms : undefined;
  };

/** A length of time. */
export const duration = () => parsed(parseDuration, 'write a duration such as 30s, 15m, 1h or 2d');

const flowLogsSchema = fields(
  {
    logGroup: textLike(/^[\w./#-]{1,512}$/, LOG_GROUP),
    window: z.prefault(parsed(atLeast(leastWindowMs), 'write 1d or more, such as 7d'), '7d'),
  },
  'write logGroup and window',
);

/** What no change may do to clients, as far as a policy or a rule says it. */
export const safetySchema = fields(
  {
    nfsOpenToWorld: guard(),
    nfsCutOff: guard(),
    shortestPrefix: z.optional(
      fields(
        { ipv4: z.optional(whole(1, 32, 'bits')), ipv6: z.optional(whole(1, 128, 'bits')) },
        'write ipv4 and ipv6',
      ),
    ),
    clients: z.optional(
      fields(
        {
          undoWithin: z.optional(parsed(atLeast(leastUndoMs), 'write 2h or more, such as 24h or 7d')),
          ignore: z.optional(literalTags('write tag keys with the values of interfaces that are no clients')),
          flowLogs: z.optional(flowLogsSchema),
        },
        'write undoWithin, ignore or flowLogs',
      ),
    ),
  },
  'write nfsOpenToWorld, nfsCutOff, shortestPrefix or clients',
);

/** What holds where a policy says nothing. */
const STRICT: Safety = {
  nfsOpenToWorld: 'refuse',
  nfsCutOff: 'refuse',
  shortestPrefixV4: 8,
  shortestPrefixV6: 32,
  clients: { undoWithinMs: 86_400_000, ignore: new Map() },
};

/** What is said of safety, over what holds without it. */
export const safetyFrom = (
  { nfsOpenToWorld, nfsCutOff, shortestPrefix, clients }: z.infer<typeof safetySchema>,
  base: Safety = STRICT,
): Safety => {
  const flowLogs = clients?.flowLogs
    ? { logGroup: clients.flowLogs.logGroup, windowMs: clients.flowLogs.window }
    : base.clients.flowLogs;
  return {
    nfsOpenToWorld: nfsOpenToWorld ?? base.nfsOpenToWorld,
    nfsCutOff: nfsCutOff ?? base.nfsCutOff,
    shortestPrefixV4: shortestPrefix?.ipv4 ?? base.shortestPrefixV4,
    shortestPrefixV6: shortestPrefix?.ipv6 ?? base.shortestPrefixV6,
    clients: {
      undoWithinMs: clients?.undoWithin ?? base.clients.undoWithinMs,
      ignore: clients?.ignore ?? base.clients.ignore,
      ...(flowLogs && { flowLogs }),
    },
  };
};
