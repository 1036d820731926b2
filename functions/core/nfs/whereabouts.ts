import { groupSet } from '../model/group-set.ts';
import type { SecurityGroupId, VpcId } from '../model/ids.ts';
import { type At, compare, isShown } from './compare.ts';
import type { Protection } from './known-good.ts';
import { isEmpty, type Reach } from './reach.ts';

/** What must be read before a change can be judged. */
export interface Whereabouts {
  /** Every interface of these VPCs. */
  readonly vpcs: readonly VpcId[];
  /** The CIDR blocks of these VPCs. */
  readonly blocks: readonly VpcId[];
  /** Groups whose every member has to be known. */
  readonly groups: readonly SecurityGroupId[];
  /** Those of them that were made in another VPC, where others may be in them. */
  readonly abroad: readonly SecurityGroupId[];
  /** Groups that may exist no more. */
  readonly doubtful: readonly SecurityGroupId[];
}

/** Nothing must be read. */
export const NOWHERE: Whereabouts = { vpcs: [], blocks: [], groups: [], abroad: [], doubtful: [] };

/** What to read for a change: nothing when no protected client loses access. */
export const whereabouts = (before: Reach, after: Reach, place: At, by: Protection): Whereabouts => {
  const { mountTarget, usable } = place;
  const { gone, remains, lost } = compare(before, after, mountTarget, by);
  if (isEmpty(gone)) return NOWHERE;
  const { groups, ...others } = remains;
  const isUsable = (id: SecurityGroupId): boolean => usable.some((group) => group.id === id);
  // Where anything else remains, it does not matter whether these groups exist.
  const foreign = after.admissions.filter(
    ({ rule: { source } }) => source.kind === 'group' && source.isForeign && !source.isStale,
  );
  const isForeign = new Set(foreign.map(({ sources }) => [...sources.groups][0]));
  // Who is in these may come from a block that loses access, and is let in all the same.
  const peers = [...groups].filter((id) => !isUsable(id) && !isForeign.has(id));
  const isUncertain = isEmpty({ ...others, groups: new Set() }) && foreign.length === 0 && ![...groups].some(isUsable);
  const members = [...lost.groups].filter((id) => isShown(place, id));
  const isAbroad = (id: SecurityGroupId): boolean =>
    usable.some((group) => group.id === id && group.vpcId !== undefined && group.vpcId !== mountTarget.vpcId);
  return {
    vpcs: isEmpty(lost) ? [] : [mountTarget.vpcId],
    blocks: lost.addresses.length > 0 ? [mountTarget.vpcId] : [],
    groups: groupSet([...members, ...(lost.addresses.length > 0 ? peers : [])]),
    abroad: groupSet(members.filter(isAbroad)),
    doubtful: isUncertain ? groupSet(groups) : [],
  };
};
