import { addGroup, addInterface, addSubnet, addVpc } from '../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../infra/local/world/storage.ts';
import type { World } from '../../infra/local/world/world.ts';

/** The policy of the account. */
export const mixedPolicy = `version: 1
mode: enforce
rules:
  - name: nfs-by-environment
    when:
      tags: { environment: [prod, staging, dev] }
      unless: { legacy: "*" }
    securityGroups:
      - tags: { nfs-access: "\${environment}" }
    match: exactly
exemptions:
  - fileSystem: fs-00000000000000e1
    until: 2099-12-31
    reason: INC-1234 vendor migration
`;

/**
 * Fills a world with what a plan can say: a change, the same change twice, a refusal because clients would lose access, a group
 * that does not exist, a set that is open to the world, a name that wants to be more than a name, what is governed by no rule,
 * what is exempt, and eight mount targets that are as they should be. Resolves to the ids that a test asks for.
 */
export const addMixedAccount = (world: World) => {
  const vpc = addVpc(world, { tags: { Name: 'main' } });
  const zones = ['us-east-1a', 'us-east-1b'].map((availabilityZone) =>
    addSubnet(world, { vpcId: vpc.id, availabilityZone }),
  );
  const group = (
    name: string,
    tags: Record<string, string> = {},
    ...sources: readonly (readonly ['group' | 'cidr', string])[]
  ) =>
    addGroup(world, {
      name,
      vpcId: vpc.id,
      tags,
      rules: sources.map(([kind, it]) => ({ peer: kind === 'group' ? { groupId: it } : { cidrIpv4: it } })),
    }).id;
  const nodes = group('eks-nodes');
  const batch = group('staging-batch');
  const prod = group('prod-nfs', { 'nfs-access': 'prod' }, ['group', nodes]);
  const staging = group('staging-nfs', { 'nfs-access': 'staging' }, ['group', nodes]);
  const legacy = group('nfs-legacy', {}, ['group', nodes]);
  const stagingBatch = group('staging-nfs-batch', {}, ['group', batch]);
  const world0 = group('nfs-anywhere', {}, ['cidr', '0.0.0.0/0']);
  const machine = (instanceId: string, groupId: string) =>
    addInterface(world, {
      subnetId: zones[0]?.id ?? '',
      groupIds: [groupId],
      instanceId,
      ipAddress: `10.0.9.${instanceId.length}`,
      status: 'in-use',
    });
  machine('i-0e0e0e0e0e0e0e0e1', nodes);
  machine('i-0b0b0b0b0b0b0b0b10', batch);
  machine('i-0b0b0b0b0b0b0b0b0b11', batch);
  const fileSystem = (Name: string, tags: Record<string, string>, groups: readonly string[], count = 1) => {
    const { id } = addFileSystem(world, { tags: { Name, ...tags } });
    const targets = zones
      .slice(0, count)
      .map(({ id: subnetId }) => addMountTarget(world, { fileSystemId: id, subnetId, groupIds: groups }).id);
    return { id, targets };
  };
  for (const n of [1, 2, 3, 4]) fileSystem(`web-prod-00${n}`, { environment: 'prod', team: 'web' }, [prod], 2);
  const changed = fileSystem('ml-prod-012', { environment: 'prod', team: 'ml' }, [legacy]);
  const twice = fileSystem('payments-staging-025', { environment: 'staging', team: 'payments' }, [staging, legacy], 2);
  const refused = fileSystem('payments-staging-055', { environment: 'staging', team: 'payments' }, [stagingBatch]);
  const absent = fileSystem('sandbox-dev-001', { environment: 'dev', team: 'web' }, [legacy]);
  const open = fileSystem('archive-prod-001', { environment: 'prod', team: 'archive' }, [world0, prod]);
  const hostile = fileSystem('=cmd|"/C calc"!\u202etxt.\u001b[31m', { environment: 'prod' }, [legacy]);
  const unmanaged = fileSystem('scratch', { Environment: 'prod' }, [legacy], 2);
  return { changed, twice, refused, absent, open, hostile, unmanaged };
};
