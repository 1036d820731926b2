import { addGroup, addVpc } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import { emptyWorld, type SecurityGroup, type World } from '../../../infra/local/world/world.ts';
import type { Chance } from '../stage/chance.ts';

// Few words, so that policies, file systems and groups often mean one another; some of them made to be mistaken.
export const environments = ['prod', 'prod', 'prod', 'prod', 'staging', 'staging', '*'] as const;
export const teams = ['search', 'ml'] as const;
export const groupNames = ['nfs-prod', 'nfs-staging', 'nfs-admin', 'web', 'db'] as const;

/** Any tags of a file system. */
export const fileSystemTags = (chance: Chance): Readonly<Record<string, string>> => ({
  ...(chance.happens(0.95) && { environment: chance.pick(environments) }),
  ...(chance.happens(0.7) && { team: chance.pick(teams) }),
  ...(chance.happens(0.03) && { legacy: 'yes' }),
});

/** Any tags of a security group. */
export const groupTags = (chance: Chance): Readonly<Record<string, string>> => ({
  ...(chance.happens(0.85) && { 'nfs-access': chance.pick(environments) }),
  ...(chance.happens(0.3) && { team: chance.pick(teams) }),
});

const network = ['10.0.0.0/8'];

/** Whom a group admits to NFS: mostly the network, sometimes none or everybody. */
export const admitted = (chance: Chance) =>
  chance.pick([network, network, network, network, [...network, '172.16.0.0/12'], ['10.1.0.0/16'], [], ['0.0.0.0/0']]);

const addGroups = (world: World, vpcIds: readonly string[], chance: Chance): readonly SecurityGroup[] =>
  vpcIds.flatMap((vpcId) =>
    groupNames
      .filter(() => chance.happens(0.8))
      .map((name) =>
        addGroup(world, {
          vpcId,
          name,
          tags: groupTags(chance),
          rules: admitted(chance).map((cidrIpv4) => ({ peer: { cidrIpv4 } })),
          ...(chance.happens(0.15) && { ownerId: '999988887777' }),
          associatedVpcIds: vpcIds.filter((other) => other !== vpcId && chance.happens(0.2)),
        }),
      ),
  );

/** Any small account: one or two VPCs, groups of their own, shared and associated, one to four mount targets. */
export const anyAccount = (seed: number, now: number, chance: Chance): World => {
  const world = emptyWorld('111122223333', 'us-east-1', seed);
  const vpcIds = Array.from({ length: chance.between(1, 2) }, () => addVpc(world).id);
  const groups = addGroups(world, vpcIds, chance);
  let left = chance.between(1, 4);
  while (left > 0) {
    const vpcId = chance.pickIfAny(vpcIds) ?? '';
    const usable = groups.filter((group) => group.vpcId === vpcId || group.associatedVpcIds.has(vpcId));
    const fileSystem = addFileSystem(world, { tags: fileSystemTags(chance) });
    for (let count = Math.min(left, chance.between(1, 3)); count > 0; count -= 1) {
      const groupIds = chance.some(usable, 1, 4).map(({ id }) => id);
      const creating = chance.happens(0.1) && {
        lifeCycleState: 'creating',
        settlesAt: now + chance.between(1, 60_000),
      };
      const chosen = groupIds.length > 0 && { groupIds };
      addMountTarget(world, { fileSystemId: fileSystem.id, vpcId, ...chosen, ...creating });
      left -= 1;
    }
  }
  return world;
};
