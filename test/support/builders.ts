import type { LandedChange } from '../../functions/core/brakes/flapping.ts';
import {
  type FileSystemId,
  fileSystemId,
  type MountTargetId,
  mountTargetId,
  type SecurityGroupId,
  securityGroupId,
  type VpcId,
  vpcId,
} from '../../functions/core/model/ids.ts';
import type { FileSystem, LiveState, MountTarget, SecurityGroup } from '../../functions/core/model/live-state.ts';
import type {
  Condition,
  Exemption,
  Pattern,
  Policy,
  Rule,
  Safety,
  Selector,
  TagCondition,
  Tags,
  Template,
  Wildcard,
} from '../../functions/core/model/policy.ts';
import type { Client } from '../../functions/core/nfs/client.ts';
import { must } from './must.ts';

const numbered = <Id>(parse: (text: string) => Id | undefined, prefix: string, n: number): Id =>
  must(parse(`${prefix}-${n.toString(16).padStart(8, '0')}`));

/** The nth security group id: `sg(1)` is `sg-00000001`; ids sort as their numbers do. */
export const sg = (n: number): SecurityGroupId => numbered(securityGroupId, 'sg', n);
/** The nth file system id. */
export const fs = (n: number): FileSystemId => numbered(fileSystemId, 'fs', n);
/** The nth mount target id. */
export const mt = (n: number): MountTargetId => numbered(mountTargetId, 'fsmt', n);
/** The nth VPC id. */
export const vpc = (n: number): VpcId => numbered(vpcId, 'vpc', n);

/** Tags from a plain record. */
export const tags = (record: Readonly<Record<string, string>>): Tags => new Map(Object.entries(record));

/** The account that is looked after. */
export const self = '111111111111';

/** A usable group: the nth id, a name made of it unless one is given, tags, and of this account unless another is said. */
export const group = (
  n: number,
  say: { name?: string; owner?: string; tags?: Readonly<Record<string, string>> } = {},
): SecurityGroup => ({
  id: sg(n),
  name: say.name ?? `group-${n}`,
  owner: say.owner ?? self,
  tags: tags(say.tags ?? {}),
});

/** The nth interface in use, in `vpc(1)`, without groups and addresses unless said otherwise. */
export const client = (n: number, say: Partial<Client> = {}): Client => ({
  id: `eni-${n}`,
  name: `i-${n}`,
  machine: say.name ?? `i-${n}`,
  tags: new Map(),
  vpcId: vpc(1),
  groups: [],
  addresses: [],
  ...say,
});

/** One mount target in `vpc(1)`, available, with `sg(1)` attached and usable, unless said otherwise. */
export const live = (
  say: Partial<Pick<LiveState, 'attached' | 'usable'>> & {
    mountTarget?: Partial<MountTarget>;
    fileSystem?: Partial<FileSystem>;
    tags?: Readonly<Record<string, string>>;
  } = {},
): LiveState => ({
  mountTarget: { id: mt(1), fileSystemId: fs(1), vpcId: vpc(1), lifeCycleState: 'available', ...say.mountTarget },
  fileSystem: { id: fs(1), owner: self, tags: tags(say.tags ?? {}), ...say.fileSystem },
  attached: say.attached ?? [sg(1)],
  usable: say.usable ?? [group(1)],
});

/** A change of `mt(1)` from `sg(2)` to `sg(1)`, begun at a time in ms since the epoch. */
export const landed = (at: number, say: Partial<LandedChange> = {}): LandedChange => ({
  changeId: `c-${at}`,
  mountTargetId: mt(1),
  at,
  before: [sg(2)],
  after: [sg(1)],
  policyVersion: '0123456789ab',
  ...say,
});
/** A mount target of `vpc(1)` with addresses of these families, where these groups can be used. */
export const place = (families?: MountTarget['families'], usable: readonly number[] = []): LiveState =>
  live({ mountTarget: families ? { families } : {}, usable: usable.map((n) => group(n)) });

/** The condition that any value meets. */
export const any: TagCondition<never> = { any: true };

/** The condition that one of these values meets. */
export const oneOf = <Value>(...values: readonly Value[]): TagCondition<Value> => ({ any: false, oneOf: values });

/** `*` in a pattern. */
export const star: Wildcard = { wild: '*' };

/** `?` in a pattern. */
export const one: Wildcard = { wild: '?' };

/** A reference to the file system's own tag. */
export const ref = (tag: string): { readonly tag: string } => ({ tag });

/** Selects by id. */
export const byId = (n: number): Selector => ({ by: 'id', id: sg(n), optional: false });

/** Selects by name, given as the parts of its template. */
export const byName = (...name: Template): Selector => ({ by: 'name', name, optional: false });

/** Selects by tags. */
export const byTags = (record: Readonly<Record<string, TagCondition<Template>>>): Selector => ({
  by: 'tags',
  tags: Object.entries(record).map(([key, value]) => [[key], value]),
  optional: false,
});

/** The same selector, allowed to find nothing. */
export const optional = (selector: Selector): Selector => ({ ...selector, optional: true });

/** A condition from plain records; without any, it holds of every file system. */
export const when = (
  record: Readonly<Record<string, TagCondition<Pattern>>> = {},
  unless: Readonly<Record<string, TagCondition<Pattern>>> = {},
): Condition => ({ tags: new Map(Object.entries(record)), unless: new Map(Object.entries(unless)) });

/** An enforced rule that governs everything and wants exactly `sg(1)`, unless said otherwise. */
export const rule = (say: Partial<Rule> = {}): Rule => ({
  name: 'the-rule',
  when: when(),
  securityGroups: [byId(1)],
  match: 'exactly',
  mode: 'enforce',
  ...say,
});

/** An exemption of `fs(1)` that expires at 1000 ms, unless said otherwise. */
export const exemption = (say: Partial<Exemption> = {}): Exemption => ({
  covers: fs(1),
  expiresAt: 1000,
  until: '2026-12-31',
  reason: 'INC-1',
  ...say,
});

/** A policy with these rules, AWS's default limit of groups, and no exemption, unless said otherwise. */
export const policy = (
  rules: readonly Rule[],
  say: { limit?: number; safety?: Partial<Safety>; exemptions?: readonly Exemption[] } = {},
): Policy => ({
  version: '0123456789ab',
  mode: 'audit',
  paused: false,
  unmatched: 'report',
  limits: {
    securityGroupsPerMountTarget: say.limit ?? 5,
    changesPerSweep: { count: 25, percent: 20 },
    changesPerMountTarget: { count: 3, withinMs: 3_600_000 },
    changesPerHour: 500,
  },
  safety: {
    nfsOpenToWorld: 'refuse',
    nfsCutOff: 'refuse',
    shortestPrefixV4: 8,
    shortestPrefixV6: 32,
    clients: { undoWithinMs: 86_400_000, ignore: new Map() },
    ...say.safety,
  },
  rules,
  exemptions: say.exemptions ?? [],
});
