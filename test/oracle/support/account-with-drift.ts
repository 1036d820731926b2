import type { LocalAws } from '../../../infra/local/local-aws.ts';
import { addGroup, addPrefixList } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';

/** A mount target that is not as the policy says, as the local endpoint knows it. */
export interface Drifted {
  readonly id: string;
  readonly fileSystemId: string;
  readonly networkInterfaceId: string;
}

/** Fills a local account: the group that the policy wants, another that lets in less, and mount targets with that one. */
export const accountWithDrift = (aws: LocalAws) => {
  const offices = addPrefixList(aws.world, { name: 'offices', entries: [{ cidr: '192.0.2.0/24' }] });
  const right = addGroup(aws.world, {
    name: 'right',
    tags: { mountguard: 'web' },
    rules: [{ peer: { cidrIpv4: '10.0.0.0/8' } }, { peer: { prefixListId: offices.id } }],
  }).id;
  const wrong = addGroup(aws.world, { name: 'wrong', rules: [{ peer: { cidrIpv4: '10.0.0.0/16' } }] }).id;
  const drifted = (): Drifted => {
    const fileSystemId = addFileSystem(aws.world, { tags: { mountguard: 'web' } }).id;
    return addMountTarget(aws.world, { fileSystemId, groupIds: [wrong] });
  };
  return { right, wrong, drifted };
};
