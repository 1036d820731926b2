import { couldSelect, selectsByTag } from '../core/could-select.ts';
import type { Policy } from '../core/policy.ts';
import type { Request } from '../core/request.ts';
import type { BulkReader } from './bulk.ts';

/** Values in one filter of an EC2 call: EC2 allows 200. */
const mostIds = 200;

/**
 * Whether a change to groups can bear on any mount target's desired set: some rule could select one of them as it is now,
 * selects by a tag that changed, or a mount target carries one. At most two EC2 calls. A group that is gone cannot: EC2
 * deletes none that is in use (DependencyViolation). More groups than one call can ask about are taken to bear.
 */
export const bearsOnMountTargets = async (bulk: BulkReader, policy: Policy, request: Request): Promise<boolean> => {
  const { securityGroupIds: ids, changedTagKeys } = request;
  if (changedTagKeys) return selectsByTag(policy, changedTagKeys);
  if (ids.length > mostIds) return true;
  const groups = await bulk.groups(ids);
  if (groups.some((group) => couldSelect(policy, group))) return true;
  if (groups.length === 0) return false;
  for await (const page of bulk.interfaces({ groups: groups.map((group) => group.id) }))
    if (page.length > 0) return true;
  return false;
};
