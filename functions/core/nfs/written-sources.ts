import type { SecurityGroupId } from '../model/ids.ts';
import { blocksOf, formatBlock, parseCidr } from '../net/cidr.ts';
import { mergeRanges } from '../net/ranges.ts';
import { type Sources, type Unreadable, unreadableIn, unreadableSources } from './reach.ts';

/** A set of traffic sources as it stands on record; equal sets have equal texts. */
export interface WrittenSources {
  /** The fewest CIDR blocks, ascending. */
  readonly blocks: readonly string[];
  /** Ascending. */
  readonly groups: readonly SecurityGroupId[];
  readonly unreadable?: readonly Unreadable[];
}

/** Writes a set of sources down. */
export const writeSources = (sources: Sources): WrittenSources => ({
  blocks: blocksOf(sources.addresses).map(formatBlock),
  groups: [...sources.groups].sort(),
  ...(sources.unreadable.size > 0 && { unreadable: unreadableIn(sources).map(([, thing]) => thing) }),
});

/** Reads a set of sources that was written down. */
export const readSources = ({ blocks, groups, unreadable = [] }: WrittenSources): Sources => ({
  ...unreadableSources(unreadable),
  addresses: mergeRanges(blocks.flatMap((block) => parseCidr(block) ?? [])),
  groups: new Set(groups),
});

/** Whether two sets on record hold the same. */
export const isSameSources = (a: WrittenSources, b: WrittenSources): boolean => JSON.stringify(a) === JSON.stringify(b);
