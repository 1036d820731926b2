import { holds } from './address.ts';
import { changesPolicy, type Drift, type Group, type Network, named } from './network.ts';
import { lettingOf } from './rule-text.ts';

/** What is on record when the drift comes. */
export type History = 'known' | 'flow logs' | 'first';

/** One interface, or one host that has none. */
export interface Party {
  readonly who: string;
  /** What its interfaces have in common. */
  readonly machine: string;
  readonly groups: readonly string[];
  readonly addresses: readonly string[];
  readonly mounts: boolean;
  readonly absent: boolean;
}

const nfs = 2049;

const groupOf = ({ groups }: Network, key: string): Group =>
  // Nobody changes the rules of a default group here: it admits itself.
  key.startsWith('default:') ? { lets: [`all from ${key}`] } : named(groups, key);

const lettingsOf = (network: Network, keys: readonly string[]) =>
  keys
    .flatMap((key) => groupOf(network, key).lets ?? [])
    .map(lettingOf)
    .filter(({ ports }) => ports === 'all' || (ports.from <= nfs && nfs <= ports.to))
    .map(({ source }) => source);

const blocksOf = (network: Network, keys: readonly string[]): readonly string[] =>
  lettingsOf(network, keys).flatMap((source) => {
    if (source.kind === 'group') return [];
    return source.kind === 'block' ? [source.block] : named(network.lists ?? {}, source.name);
  });

/** Whether one interface can reach NFS through these groups. */
const admits = (network: Network, keys: readonly string[], { groups, addresses }: Party): boolean =>
  lettingsOf(network, keys).some((source) => source.kind === 'group' && groups.includes(source.name)) ||
  blocksOf(network, keys).some((block) => addresses.some((address) => holds(block, address)));

/** Whether a machine can reach NFS by any of its interfaces. */
const reaches = (network: Network, keys: readonly string[], { machine }: Party, parties: readonly Party[]): boolean =>
  parties.some((party) => party.machine === machine && admits(network, keys, party));

const isOpen = (network: Network, keys: readonly string[]): boolean =>
  blocksOf(network, keys).some((block) => /^(0\.0\.0\.0|::)\/0$/.test(block));

/** What would become of everybody in a network. */
export interface Truth {
  readonly right: 'compliant' | 'fix' | 'refuse';
  /** Who really mounts and would not reach the file system any more. */
  readonly losers: readonly Party[];
  /** Whose interface could reach it and could not any more, whether anything mounts by it or not. */
  readonly shutOut: readonly Party[];
  /** The blocks that may reach it and might not any more, whoever has their addresses. */
  readonly blocks: readonly string[];
}

/**
 * What is right, by the description alone. What is known good may be restored whoever came with the drift; otherwise nothing
 * may be written by which a machine that mounts loses access, or that opens NFS to the world.
 */
export const truthOf = (network: Network, drift: Drift, history: History, parties: readonly Party[]): Truth => {
  const { attached, wanted = network.wanted } = drift;
  const shutOut = parties.filter((party) => admits(network, attached, party) && !admits(network, wanted, party));
  const losers = shutOut.filter((party) => party.mounts && !reaches(network, wanted, party, parties));
  const opens = isOpen(network, wanted) && !isOpen(network, attached);
  const isRestored = history === 'known' && !changesPolicy(drift);
  const isSame = attached.toSorted().join() === wanted.toSorted().join();
  const refuse = opens || (!isRestored && losers.length > 0);
  const kept = blocksOf(network, wanted);
  return {
    right: isSame ? 'compliant' : refuse ? 'refuse' : 'fix',
    losers,
    shutOut,
    blocks: blocksOf(network, attached).filter((block) => !kept.includes(block)),
  };
};
