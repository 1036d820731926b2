import * as z from 'zod/mini';
import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../../core/model/ids.ts';

/** An id as the rest of the program has it. */
const id = <Id extends string>(parse: (text: string) => Id | undefined) =>
  z.pipe(
    z.string().check(z.refine((text) => parse(text) !== undefined, 'is no id of its kind')),
    z.transform((text: string) => text as Id),
  );

const fileSystem = id(fileSystemId);
const mountTarget = id(mountTargetId);
const group = id(securityGroupId);
const vpc = id(vpcId);
const tags = z.pipe(
  z.record(z.string(), z.string()),
  z.transform((of: Readonly<Record<string, string>>) => new Map(Object.entries(of))),
);
const families = z.exactOptional(z.array(z.enum(['IPv4', 'IPv6'])));
const text = z.exactOptional(z.string());
const time = z.pipe(
  z.string().check(z.refine((it) => !Number.isNaN(Date.parse(it)), 'is no time in ISO 8601')),
  z.transform((it: string) => Date.parse(it)),
);

const place = { vpcId: vpc, families, address: text, availabilityZone: text };

const source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cidr'), cidr: z.string() }),
  z.object({
    kind: z.literal('group'),
    groupId: group,
    isForeign: z.exactOptional(z.literal(true)),
    isStale: z.exactOptional(z.literal(true)),
  }),
  z.object({ kind: z.literal('prefix-list'), id: z.string(), entries: z.exactOptional(z.array(z.string())) }),
]);

/** What a snapshot is: what a plan reads of an account and Region, and what any other policy might want to know of it. */
export const snapshotSchema = z.object({
  kind: z.literal('mountguard-snapshot'),
  version: z.literal(1),
  account: z.string(),
  region: z.string(),
  /** ISO 8601. */
  at: z.string(),
  redacted: z.boolean(),
  fileSystems: z.array(z.object({ id: fileSystem, owner: z.string(), tags, mountTargets: z.number() })),
  interfaces: z.array(
    z.object({
      ...place,
      networkInterfaceId: z.string(),
      attached: z.array(group),
      mountTargetId: z.exactOptional(mountTarget),
      fileSystemId: z.exactOptional(fileSystem),
    }),
  ),
  /** Of file systems whose interfaces do not account for all of them. */
  mountTargets: z.array(
    z.object({
      ...place,
      id: mountTarget,
      fileSystemId: fileSystem,
      lifeCycleState: z.string(),
      networkInterfaceId: text,
      attached: z.array(group),
    }),
  ),
  vpcs: z.array(
    z.object({
      id: vpc,
      /** The account whose it is. */
      owner: z.string(),
      blocks: z.array(z.string()),
      usable: z.array(z.object({ id: group, name: z.string(), owner: z.string(), vpcId: text, tags })),
    }),
  ),
  rules: z.array(
    z.object({
      groupId: group,
      ingress: z.array(
        z.object({
          protocol: z.string(),
          fromPort: z.exactOptional(z.number()),
          toPort: z.exactOptional(z.number()),
          source,
        }),
      ),
    }),
  ),
  clients: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      machine: z.string(),
      tags,
      /** ISO 8601 in the file. */
      attachedAt: z.exactOptional(time),
      cannotMount: text,
      vpcId: vpc,
      groups: z.array(group),
      addresses: z.array(z.string()),
    }),
  ),
});

/** A snapshot as the program uses it; tags are maps. */
export type Snapshot = z.infer<typeof snapshotSchema>;
