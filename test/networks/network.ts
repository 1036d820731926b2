import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What an interface is part of; an instance where nothing is said. */
export type Kind =
  | 'instance'
  | 'alb'
  | 'branch'
  | 'cache'
  | 'clb'
  | 'control-plane'
  | 'endpoint'
  | 'fargate'
  | 'lambda'
  | 'nat'
  | 'nlb'
  | 'private-nat'
  | 'rds'
  | 'service'
  | 'studio'
  | 'transit-gateway';

/** Who has addresses in the network, and whether it really uses the file system. */
export interface Machine {
  readonly who: string;
  readonly as?: Kind;
  /** Its subnet. */
  readonly in: string;
  /** Its groups. */
  readonly has?: readonly string[];
  /** Its address; the next of the subnet where nothing is said, and `none` where it has IPv6 only. */
  readonly at?: string;
  readonly six?: string;
  readonly count?: number;
  /** The instance, where several interfaces belong to one. */
  readonly of?: string;
  /** How its interface is described, where that is not what AWS says. */
  readonly says?: string;
  readonly mounts?: boolean;
  /** It has no interface at the moment. */
  readonly absent?: boolean;
}

/** A host outside the account, of which AWS shows nothing: one of a data centre, or of another account. */
export interface Beyond {
  readonly who: string;
  readonly at: string;
  readonly has?: readonly string[];
  readonly mounts?: boolean;
}

export interface Group {
  /** As its key where nothing is said. */
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly vpc?: string;
  /** The account that shares it into the VPC. */
  readonly owner?: string;
  /** It was deleted after rules of other groups had named it, as a group of a peer can be. */
  readonly gone?: boolean;
  /** `nfs`, `all`, a port or two, `from` a group, a block or `list NAME`. */
  readonly lets?: readonly string[];
}

/** What a team's rule says: for which tags of a file system, and which groups. */
export interface Rule {
  readonly when?: Readonly<Record<string, string>>;
  readonly select: readonly unknown[];
  readonly safety?: Readonly<Record<string, unknown>>;
}

/** What is attached instead of what is wanted. With a policy of its own, or one that held before, it is a change of the policy. */
export interface Drift {
  readonly attached: readonly string[];
  readonly wanted?: readonly string[];
  readonly policy?: Rule;
  readonly before?: Rule;
}

/** A network as its description has it. Names are keys of the description; `default:VPC` is the default group of a VPC. */
export interface Network {
  readonly id: string;
  readonly title: string;
  /** The public code that it was rebuilt from. */
  readonly source: string;
  readonly about: string;
  /** Blocks by name, one after the other. The first is that of what does not say. */
  readonly vpcs: Readonly<Record<string, string>>;
  /** The account that shares the first VPC with ours. */
  readonly sharedBy?: string;
  /** Block, letter of the zone and, but for the first VPC, `of VPC`. */
  readonly subnets: Readonly<Record<string, string>>;
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  readonly groups: Readonly<Record<string, Group>>;
  readonly machines: readonly Machine[];
  readonly beyond?: readonly Beyond[];
  /** Of the file system. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Of a One Zone file system. */
  readonly zone?: string;
  /** The subnets of the mount targets, and whether these have IPv6 addresses too. */
  readonly targets: readonly string[];
  readonly targetsSix?: boolean;
  readonly wanted: readonly string[];
  readonly policy: Rule;
  readonly drifts: Readonly<Record<string, Drift>>;
}

/** As it is written: drifts may be lists of groups, and the usual ones are not written out. */
type Written = Omit<Network, 'id' | 'drifts'> & {
  readonly drifts: Readonly<Record<string, Drift | readonly string[]>>;
  /** Who has the group that a debugging group admits, and which of the usual drifts make no sense here. */
  readonly usual?: { readonly debugger: string; readonly without?: readonly string[] };
};

const isList = (drift: Drift | readonly string[]): drift is readonly string[] => Array.isArray(drift);

/** Groups that lie about in every account, and the drifts that come of them. */
const usual = ({ vpcs, wanted, usual: asked }: Written): Pick<Network, 'groups' | 'drifts'> => {
  if (!asked) return { groups: {}, drifts: {} };
  const [[vpc, blocks] = ['', '']] = Object.entries(vpcs);
  const drifts = {
    nothing: wanted,
    'default group': [`default:${vpc}`],
    'default group added': [...wanted, `default:${vpc}`],
    'debugging group': ['debugging'],
    'open group added': [...wanted, 'open'],
    'open group': ['open'],
    'ssh group added': [...wanted, 'ssh'],
    'ssh group': ['ssh'],
    'whole VPC': ['whole-vpc'],
  };
  const kept = Object.entries(drifts).filter(([name]) => !asked.without?.includes(name));
  return {
    groups: {
      ssh: { name: 'launch-wizard-1', lets: ['22 from 0.0.0.0/0'] },
      open: { name: 'launch-wizard-3', lets: ['all from 0.0.0.0/0'] },
      debugging: { name: 'debug-nfs', lets: [`nfs from ${asked.debugger}`] },
      'whole-vpc': { name: 'nfs-from-vpc', lets: [`nfs from ${blocks.split(' ')[0]}`] },
    },
    drifts: Object.fromEntries(kept.map(([name, attached]) => [name, { attached }])),
  };
};

const read = (id: string, text: string): Network => {
  const written: Written = JSON.parse(text);
  const { groups, drifts } = usual(written);
  const own = Object.entries(written.drifts).map(
    ([name, drift]) => [name, isList(drift) ? { attached: drift } : drift] as const,
  );
  return {
    ...written,
    id,
    groups: { ...groups, ...written.groups },
    drifts: { ...drifts, ...Object.fromEntries(own) },
  };
};

/** The networks that a folder describes, in the order of their names. */
export const networksIn = (folder: string): readonly Network[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => read(basename(file, '.json'), readFileSync(join(folder, file), 'utf8')));

/** Where the networks of this project are described. */
export const descriptions = fileURLToPath(new URL('descriptions/', import.meta.url));

/** Every network of this project. */
export const networks: readonly Network[] = networksIn(descriptions);

/** Something of a network by its name. */
export const named = <Thing>(
  things: Readonly<Record<string, Thing>> | ReadonlyMap<string, Thing>,
  name: string,
): Thing => {
  const thing = things instanceof Map ? things.get(name) : (things as Readonly<Record<string, Thing>>)[name];
  if (thing === undefined) throw new Error(`there is no ${name} in this network`);
  return thing;
};

/** Whether a drift is one of the policy: what is attached was right under the one before. */
export const changesPolicy = (drift: Drift): boolean => drift.policy !== undefined || drift.before !== undefined;
