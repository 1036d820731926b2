import type { Origin } from '../model/ingress.ts';
import type { Safety } from '../model/policy.ts';
import { type AddressFamily, IPV4, IPV6 } from '../net/address.ts';
import { type Block, blocksOf, formatBlock } from '../net/cidr.ts';
import { mergeRanges, type Ranges, subtractRanges, touching } from '../net/ranges.ts';
import { NOTHING, type Reach, type Sources, sourcesOfCidrs, type Unreadable, unreadableIn } from './reach.ts';

/** The widest blocks that may reach NFS, as prefix lengths; a whole family is open at any setting. */
export type WorldLimits = Pick<Safety, 'shortestPrefixV4' | 'shortestPrefixV6'>;

/** One way in which NFS is open to the world, or may be; what is open by it, and the rules at fault. */
export type OpenFinding = { readonly sources: Sources; readonly by: readonly Origin[] } & (
  | { readonly kind: 'wide-block'; readonly cidr: string; readonly shortestPrefix: number }
  /** Public addresses, outside blocks that are too wide, that are more than one of `shortestPrefix` when taken together. */
  | { readonly kind: 'scattered'; readonly family: AddressFamily['name']; readonly shortestPrefix: number }
  | Unreadable
);

/** Unique local addresses (RFC 4193). */
const UNIQUE_LOCAL = sourcesOfCidrs(['fc00::/7']).addresses;
/** Private (RFC 1918), carrier-grade NAT (RFC 6598) and unique local addresses. */
const PRIVATE = sourcesOfCidrs([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
]).addresses;
/** A limit of at most so many bits is meant for public blocks of IPv6, and lets pass unique local ones of any size. */
const PUBLIC_PREFIX_V6 = 32;
/** Blocks of any size are the world when together they exceed 1/256 of a family: one /8 of IPv4. */
const SCATTERED_PREFIX = 8;

/**
 * Every way in which NFS is open to the world; empty when it is not. Open is a block with a prefix shorter than its
 * limit in the merged reach (inside fc00::/7 only when that limit is above 32), public addresses that together are more
 * than a /8 (or than the limit, if that is shorter), and whatever cannot be read. More sources never make an open reach
 * closed.
 */
export const openToWorld = (reach: Reach, limits: WorldLimits): readonly OpenFinding[] => {
  const wide = wideBlocks(reach.sources, limits);
  return [
    ...wideFindings(wide, reach, limits),
    ...[IPV4, IPV6].flatMap((family) => scatteredFinding(family, wide, reach, limits) ?? []),
    ...unreadableIn(reach.sources).map(([name, thing]) => ({
      ...thing,
      sources: { ...NOTHING, unreadable: new Map([[name, thing]]) },
      by: originsWhere(reach, ({ unreadable }) => unreadable.has(name)),
    })),
  ];
};

/** At fault are the rules that are too wide by themselves; where none is, all that make up the block. */
const wideFindings = (blocks: readonly Block[], reach: Reach, limits: WorldLimits): readonly OpenFinding[] => {
  const tooWideAlone = reach.admissions.map((admission) => ({
    ...admission,
    sources: { ...admission.sources, addresses: wideBlocks(admission.sources, limits) },
  }));
  return blocks.map((block) => {
    const touches = ({ addresses }: Sources) => touching(addresses, block).length > 0;
    const alone = originsWhere({ ...reach, admissions: tooWideAlone }, touches);
    return {
      kind: 'wide-block',
      cidr: formatBlock(block),
      shortestPrefix: shortestPrefix(block.family, limits),
      sources: { ...NOTHING, addresses: [block] },
      by: alone.length > 0 ? alone : originsWhere(reach, touches),
    };
  });
};

const scatteredFinding = (
  family: AddressFamily,
  wide: Ranges,
  reach: Reach,
  limits: WorldLimits,
): OpenFinding | undefined => {
  const shortest = Math.min(SCATTERED_PREFIX, shortestPrefix(family, limits));
  const scattered = ({ addresses }: Sources) =>
    blocksOf(subtractRanges(subtractRanges(addresses, wide), PRIVATE)).filter((block) => block.family === family);
  const addresses = scattered(reach.sources);
  const count = addresses.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
  if (count <= 1n << BigInt(family.bits - shortest)) return undefined;
  const by = originsWhere(reach, (sources) => scattered(sources).length > 0);
  const sources = { ...NOTHING, addresses: mergeRanges(addresses) };
  return { kind: 'scattered', family: family.name, shortestPrefix: shortest, sources, by };
};

const originsWhere = (reach: Reach, test: (sources: Sources) => boolean): readonly Origin[] =>
  reach.admissions.filter(({ sources }) => test(sources)).map(({ groupId, rule }) => ({ groupId, rule }));

const shortestPrefix = (family: AddressFamily, limits: WorldLimits): number =>
  Math.max(1, family === IPV4 ? limits.shortestPrefixV4 : limits.shortestPrefixV6);

/** The addresses that any of these sources lets in by itself in a block that is not too wide: written down on purpose. */
export const withoutWide = (all: readonly Sources[], limits: WorldLimits): Ranges =>
  mergeRanges(all.flatMap((sources) => subtractRanges(sources.addresses, wideBlocks(sources, limits))));

const wideBlocks = ({ addresses }: Sources, limits: WorldLimits): readonly Block[] =>
  blocksOf(addresses)
    .filter((block) => block.prefix < shortestPrefix(block.family, limits))
    .filter((block) => limits.shortestPrefixV6 > PUBLIC_PREFIX_V6 || subtractRanges([block], UNIQUE_LOCAL).length > 0);
