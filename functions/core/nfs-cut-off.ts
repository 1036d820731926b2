import { blocksOf, formatBlock } from './cidr.ts';
import type { SecurityGroupId } from './ids.ts';
import { difference, isEmpty, type Reach } from './nfs-reach.ts';

/** A source that may reach NFS before a change and not after it. Only of a group is it known whether it is in use. */
export type LostSource =
  | { readonly kind: 'group'; readonly groupId: SecurityGroupId; readonly inUse: boolean }
  | { readonly kind: 'cidr' | 'malformed-cidr'; readonly cidr: string; readonly inUse: 'unknown' }
  | { readonly kind: 'prefix-list'; readonly id: string; readonly inUse: 'unknown' }
  /** Whoever the rules of this group admit, which are not known. */
  | { readonly kind: 'unread'; readonly groupId: SecurityGroupId; readonly inUse: 'unknown' };

/** Who loses access. `none`: `lost` is empty. `all`: and nothing that is known to admit anyone remains. */
export interface CutOff {
  readonly extent: 'none' | 'some' | 'all';
  /** Groups, then the fewest CIDR blocks, prefix lists, unread groups, unreadable texts; each kind ascending. */
  readonly lost: readonly LostSource[];
}

const UNKNOWN = { inUse: 'unknown' } as const;

/**
 * Compares what may reach NFS before and after a change. `inUse` are the groups with interfaces of running workloads,
 * a mount target's own interface being none. What cannot be read is taken to admit someone only if it is there before, too.
 */
export const nfsCutOff = (before: Reach, after: Reach, inUse: ReadonlySet<SecurityGroupId>): CutOff => {
  const gone = difference(before.sources, after.sources);
  if (isEmpty(gone)) return { extent: 'none', lost: [] };
  const remains = {
    ...after.sources,
    prefixLists: after.sources.prefixLists.intersection(before.sources.prefixLists),
    unread: after.sources.unread.intersection(before.sources.unread),
    malformed: after.sources.malformed.intersection(before.sources.malformed),
  };
  return {
    extent: isEmpty(remains) ? 'all' : 'some',
    lost: [
      ...[...gone.groups].toSorted().map((groupId) => ({ kind: 'group' as const, groupId, inUse: inUse.has(groupId) })),
      ...blocksOf(gone.addresses).map((block) => ({ kind: 'cidr' as const, cidr: formatBlock(block), ...UNKNOWN })),
      ...[...gone.prefixLists].toSorted().map((id) => ({ kind: 'prefix-list' as const, id, ...UNKNOWN })),
      ...[...gone.unread].toSorted().map((groupId) => ({ kind: 'unread' as const, groupId, ...UNKNOWN })),
      ...[...gone.malformed].toSorted().map((cidr) => ({ kind: 'malformed-cidr' as const, cidr, ...UNKNOWN })),
    ],
  };
};
