import { addGroup, addInterface, addSubnet, addVpc } from '../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../infra/local/world/storage.ts';
import type { World } from '../../infra/local/world/world.ts';
import { must } from './must.ts';

const environments = ['prod', 'staging', 'dev'];
const teams = ['payments', 'search', 'ml', 'web', 'data'];

/**
 * Fills a world with file systems of five teams in three environments and two VPCs, of two mount targets each. Groups for
 * NFS have a tag for their environment; the team `data` has groups by its own name instead, and some of `ml` a group for
 * backups beside. Of each hundred, three have drifted and two have no tags at all.
 */
export const addManyTeams = (world: World, count: number): void => {
  const vpcs = environments.slice(0, 2).map(() => {
    const vpc = addVpc(world);
    const subnets = ['us-east-1a', 'us-east-1b'].map((availabilityZone) =>
      addSubnet(world, { vpcId: vpc.id, availabilityZone }),
    );
    const nodes = addGroup(world, { name: 'nodes', vpcId: vpc.id });
    addInterface(world, { subnetId: must(subnets[0]).id, groupIds: [nodes.id], instanceId: `i-${vpc.id.slice(4)}` });
    const group = (name: string, tags: Record<string, string> = {}) =>
      addGroup(world, { name, vpcId: vpc.id, tags, rules: [{ peer: { groupId: nodes.id } }] }).id;
    return {
      subnets,
      legacy: group('nfs-legacy'),
      backup: group('backup-agents'),
      byEnvironment: new Map(environments.map((it) => [it, group(`${it}-nfs`, { 'nfs-access': it, costs: 'shared' })])),
      byTeam: group('data-nfs', { team: 'data', costs: 'shared' }),
    };
  });
  for (let n = 0; n < count; n += 1) {
    const environment = must(environments[n % environments.length]);
    const team = must(teams[Math.floor(n / 3) % teams.length]);
    const vpc = must(vpcs[Math.floor(n / 15) % vpcs.length]);
    const nth = n % 100;
    const Name = `${team}-${environment}-${String(n).padStart(3, '0')}`;
    const tags = nth === 50 || nth === 51 ? { Name } : { Name, environment, team, purpose: `p${n}` };
    const right = team === 'data' ? vpc.byTeam : must(vpc.byEnvironment.get(environment));
    const groups = [nth === 10 || nth === 11 ? vpc.legacy : right];
    if (team === 'ml' && n % 2 === 0) groups.push(vpc.backup);
    if (nth === 12) groups.push(vpc.legacy);
    const { id: fileSystemId } = addFileSystem(world, { tags });
    for (const { id: subnetId } of vpc.subnets) addMountTarget(world, { fileSystemId, subnetId, groupIds: groups });
  }
};
