import * as z from 'zod/mini';
import type { SecurityGroupId } from '../functions/core/model/ids.ts';
import { reasonCodes } from '../functions/core/model/reason.ts';
import type { PlanReport } from '../functions/report/plan/plan-report.ts';
import { statuses } from '../functions/report/plan/status.ts';

const textOrNull = z.nullable(z.string());
const time = z.iso.datetime();
const count = z.int().check(z.nonnegative());

const groups = z.array(z.strictObject({ id: z.string(), name: textOrNull }));
/** JSON has an id as a text; the cast gives that the type of `PlanReport`, which the compiler holds the schema to. */
const groupId = z.string() as unknown as z.ZodMiniType<SecurityGroupId>;
const sources = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cidr'), cidr: z.string() }),
  z.strictObject({
    kind: z.literal('group'),
    groupId,
    isForeign: z.exactOptional(z.literal(true)),
    isStale: z.exactOptional(z.literal(true)),
  }),
  z.strictObject({ kind: z.literal('prefix-list'), id: z.string(), entries: z.exactOptional(z.array(z.string())) }),
]);
const rule = z.strictObject({
  protocol: z.string(),
  fromPort: z.exactOptional(z.int()),
  toPort: z.exactOptional(z.int()),
  source: sources,
});
const reasons = z.array(
  z.strictObject({
    code: z.enum(reasonCodes),
    text: z.string(),
    because: z.exactOptional(z.string()),
    setting: z.exactOptional(z.string()),
    remedy: z.exactOptional(z.string()),
    loss: z.exactOptional(z.strictObject({ who: z.string(), names: z.string(), groups: z.array(groupId) })),
    openBy: z.exactOptional(z.array(z.strictObject({ groupId, rule }))),
  }),
);
const mode = z.enum(['audit', 'enforce']);

const row = z.strictObject({
  fileSystem: z.strictObject({ id: textOrNull, name: textOrNull, tags: z.record(z.string(), z.string()) }),
  mountTarget: z.strictObject({ id: textOrNull, zone: textOrNull, ip: textOrNull, vpc: textOrNull }),
  status: z.enum(statuses),
  mode: z.nullable(mode),
  reasons,
  warnings: reasons,
  rule: z.nullable(z.strictObject({ name: z.string(), line: z.nullable(count), match: z.string() })),
  attached: groups,
  desired: z.nullable(groups),
  add: groups,
  remove: groups,
  keep: groups,
  since: z.nullable(time),
  causedBy: z.nullable(
    z.union([
      z.literal('not-found'),
      z.strictObject({
        kind: z.string(),
        arn: z.string(),
        tool: textOrNull,
        at: time,
        eventName: z.string(),
        eventId: z.string(),
      }),
    ]),
  ),
  nearest: textOrNull,
  explanation: z.string(),
});

const plan = z.strictObject({
  version: z.literal(1),
  mountguard: z.string(),
  account: z.string(),
  region: z.string(),
  caller: z.string(),
  at: time,
  policy: z.strictObject({ uri: z.string(), version: z.string(), mode, rules: count, why: textOrNull }),
  stack: z.union([z.strictObject({ name: z.string() }), z.strictObject({ none: z.string() })]),
  fingerprint: textOrNull,
  complete: z.boolean(),
  budget: z.strictObject({ changes: count, allowed: count }),
  stopped: reasons,
  lastSweep: z.nullable(time),
  calls: z.record(z.string(), count),
  seconds: z.number(),
  summary: z.strictObject({
    mountTargets: count,
    fileSystems: count,
    openToWorld: count,
    drifted: count,
    refused: count,
    failed: count,
    deferred: count,
    exempt: count,
    unmanaged: count,
    compliant: count,
  }),
  warnings: z.array(z.string()),
  results: z.array(row),
});

/** What `mountguard plan --format json` writes: a plan, or those of several accounts and Regions. The compiler holds it to `PlanReport`. */
export const planSchema: z.ZodMiniType<PlanReport | readonly PlanReport[]> = z.union([plan, z.array(plan)]);
