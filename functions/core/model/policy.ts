import type { FileSystemId, MountTargetId, SecurityGroupId, VpcId } from './ids.ts';

/** Tags by key. A Map, so that a tag called `__proto__` or `constructor` is only a tag. */
export type Tags = ReadonlyMap<string, string>;

export type Mode = 'audit' | 'enforce';
export type Match = 'exactly' | 'at-least' | 'at-most';

/** What one tag must be: present with any value, or one of the listed values. */
export type TagCondition<Value = string> =
  | { readonly any: true }
  | { readonly any: false; readonly oneOf: readonly Value[] };

/** In a pattern: `*` is any run of characters, an empty one too; `?` is one character or none, as in EC2's filters (EC2 user guide, "List and filter"). */
export interface Wildcard {
  readonly wild: '*' | '?';
}

/** A fixed text, or its literals and wildcards in order. */
export type Pattern = string | readonly (string | Wildcard)[];

/** Text with wildcards and `${key}` references to the file system's own tags, parsed: its parts in order. */
export type Template = readonly (string | Wildcard | { readonly tag: string })[];

/** What names security groups, by the kind of selector. */
export interface SelectorKinds {
  readonly id: SecurityGroupId;
  readonly name: Template;
  /** A key has no wildcards. */
  readonly tags: readonly (readonly [key: Template, value: TagCondition<Template>])[];
}

/** Whose groups: those of the account that is looked after, those of all others, or those of one account. */
export type Owner = 'self' | 'shared' | (string & {});

/** One way to name security groups. It resolves to every usable group in the mount target's VPC that it matches. */
export type Selector<By extends keyof SelectorKinds = keyof SelectorKinds> = {
  readonly [Kind in By]: { readonly optional: boolean; readonly owner?: Owner; readonly by: Kind } & Pick<
    SelectorKinds,
    Kind
  >;
}[By];

/** Which mount targets a rule governs: every key of `tags` matches, no key of `unless` does, and each list names its own. */
export interface Condition {
  readonly tags: ReadonlyMap<string, TagCondition<Pattern>>;
  readonly unless: ReadonlyMap<string, TagCondition<Pattern>>;
  readonly vpcs?: readonly VpcId[];
  readonly fileSystems?: readonly FileSystemId[];
  /** Names, such as `eu-west-1a`. */
  readonly availabilityZones?: readonly string[];
  /** Twelve digits each. */
  readonly accounts?: readonly string[];
  /** Ids of organizational units, or of the root: the account is in one of them, or below it. */
  readonly units?: readonly string[];
  readonly regions?: readonly string[];
}

export interface Rule {
  readonly name: string;
  readonly when: Condition;
  readonly securityGroups: readonly Selector[];
  readonly match: Match;
  /** Groups that may not be attached, whatever `match` says: the policy's and the rule's own. */
  readonly never?: readonly Selector[];
  /** The rule's own mode, or the policy's. */
  readonly mode: Mode;
  /** The policy's, but for what the rule says itself; absent when it says nothing. */
  readonly safety?: Safety;
}

/** Leaves one file system, one mount target or one account alone until a date. */
export interface Exemption {
  /** An account is twelve digits. */
  readonly covers: FileSystemId | MountTargetId | (string & {});
  /** The one Region of the account; all when left out. */
  readonly region?: string;
  /** First instant, in milliseconds since the epoch, at which the exemption no longer holds. */
  readonly expiresAt: number;
  /** The date as written, `YYYY-MM-DD`; the exemption holds to the end of that day in UTC. */
  readonly until: string;
  readonly reason: string;
}

export interface Limits {
  /** Security groups on one mount target; AWS's default is 5. */
  readonly securityGroupsPerMountTarget: number;
  /** A sweep that would change more mount targets than `count`, or more than `percent` of the governed ones, changes none. */
  readonly changesPerSweep: { readonly count: number; readonly percent: number };
  /** At most `count` changes to one mount target within `withinMs` milliseconds. */
  readonly changesPerMountTarget: { readonly count: number; readonly withinMs: number };
  /** At most so many changes in one clock hour, all mount targets together. */
  readonly changesPerHour: number;
}

export type Guard = 'refuse' | 'warn';

/** Which clients a change may not hurt, and how that is known. */
export interface ClientSafety {
  /** Clients that a compliant set let in so many milliseconds before drift was first seen are protected. */
  readonly undoWithinMs: number;
  /** Interfaces with any of these tags are not counted as clients, unless the record or a flow log has them. */
  readonly ignore: ReadonlyMap<string, TagCondition>;
  /** The CloudWatch log group of VPC flow logs, and how far back they are asked, in milliseconds. */
  readonly flowLogs?: { readonly logGroup: string; readonly windowMs: number };
}

/** What no change may do to clients. */
export interface Safety {
  readonly nfsOpenToWorld: Guard;
  readonly nfsCutOff: Guard;
  /** The shortest IPv4 prefix that may reach NFS, at least 1; by default that of 10.0.0.0/8, the widest private range. */
  readonly shortestPrefixV4: number;
  /**
   * The same of IPv6; by default 32, the prefix of a block as large as a network operator is given. Up to that it is said of
   * public blocks, and unique local ones (fc00::/7) of any size may reach NFS; above, it holds for those too.
   */
  readonly shortestPrefixV6: number;
  readonly clients: ClientSafety;
}

/** Which places of an organisation are looked after, and how much may change in all of them together. */
export interface Organization {
  readonly accounts: {
    /** Only accounts in one of these organizational units, or below it. */
    readonly units?: readonly string[];
    readonly unless?: readonly string[];
  };
  readonly regions: readonly string[];
  /** A run that would change more mount targets changes none. */
  readonly changesPerSweep: { readonly count: number };
  /** A run that finds drift in more of the places that were read, in percent, changes nothing. */
  readonly placesDrifted: { readonly percent: number };
  /** Accounts in which nothing is written. */
  readonly paused: readonly string[];
}

export interface Policy {
  /** The SHA-256 of the policy's text, in hexadecimal; people are shown its first 8 digits. */
  readonly version: string;
  readonly mode: Mode;
  /** Nothing at all is written, whatever the modes say. */
  readonly paused: boolean;
  readonly unmatched: 'report' | 'ignore';
  readonly limits: Limits;
  readonly safety: Safety;
  /** In order; the first whose condition holds governs. */
  readonly rules: readonly Rule[];
  readonly exemptions: readonly Exemption[];
  readonly organization?: Organization;
  /** The account lets mountguard read only: what a rule would put right there is refused. */
  readonly notEnforcedHere?: boolean;
}

/** What no change under a rule may do to clients: the rule's own word, or the policy's. */
export const safetyOf = ({ rules, safety }: Pick<Policy, 'rules' | 'safety'>, rule: string | null): Safety =>
  rules.find(({ name }) => name === rule)?.safety ?? safety;
