import { couldSelect, selectsByTag } from '../../core/decide/could-select.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import { together } from '../async/together.ts';
import type { GroupsAsked, RegionReader } from '../ports/region-reader.ts';
import type { RegionItem } from '../ports/work-queue.ts';

type Groups = Omit<RegionItem, 'cause'>;

/** Whether a change bears on mount targets; and when it does not, which of its groups EC2 does not list. */
export interface Bearing {
  readonly bears: boolean;
  readonly unlisted: readonly SecurityGroupId[];
}

/** Values in one filter of an EC2 call: EC2 allows 200. */
const mostIds = 200;

/** The groups that a request is about: those that it names, and those that let in what it names. */
const groupsOf = async (bulk: RegionReader, { securityGroupIds, prefixListIds }: Groups) => {
  const asked: readonly GroupsAsked[] = [
    ...(securityGroupIds.length > 0 ? [{ ids: securityGroupIds }] : []),
    ...(prefixListIds.length > 0 ? [{ prefixLists: prefixListIds }] : []),
  ];
  return (await together(asked.map((which) => bulk.groups(which)))).flat();
};

const bearing: Bearing = { bears: true, unlisted: [] };

/**
 * Whether a change to groups, or to prefix lists that they let in, can bear on any mount target: some rule could select one
 * of the groups by its tags of now, selects by a tag that changed, or a mount target carries one. At most two EC2 calls. A group
 * that is gone cannot: EC2 deletes none that is in use (DependencyViolation). More groups than one call can ask about are
 * taken to bear.
 */
export const bearsOnMountTargets = async (bulk: RegionReader, policy: Policy, request: Groups): Promise<Bearing> => {
  const { securityGroupIds, prefixListIds, changedTagKeys } = request;
  if (changedTagKeys) return { bears: selectsByTag(policy, changedTagKeys), unlisted: [] };
  if (securityGroupIds.length > mostIds || prefixListIds.length > mostIds) return bearing;
  const groups = await groupsOf(bulk, request);
  if (groups.length > mostIds || groups.some((group) => couldSelect(policy, group))) return bearing;
  const ids = groups.map((group) => group.id);
  if (ids.length > 0) for await (const page of bulk.interfaces({ groups: ids })) if (page.length > 0) return bearing;
  return { bears: false, unlisted: securityGroupIds.filter((id) => !ids.includes(id)) };
};
