import { addGroup, addInterface, addSubnet, addVpc } from '../local/world/network.ts';
import { addFileSystem, addMountTarget, setGroups } from '../local/world/storage.ts';
import type { World } from '../local/world/world.ts';

/** A change that a person or a program made to mount targets, as CloudTrail would have it. */
export interface Drift {
  /** Of the caller. */
  readonly arn: string;
  readonly userAgent: string;
  readonly fileSystemId: string;
  readonly mountTargetIds: readonly string[];
  readonly groupIds: readonly string[];
}

/** The sample account: all is well in it until the changes are made. */
export interface SampleAccount {
  /** Made while events arrive: mountguard puts them right at once, or refuses to. */
  readonly seen: readonly Drift[];
  /** Made while no event arrives: what a plan finds. */
  readonly unseen: readonly Drift[];
  /** The file system that the policy exempts. */
  readonly exempt: string;
}

/** File systems that a sample world has where no number is asked for. */
export const usualFileSystems = 24;

/** Fewer than that could not show every kind. */
export const leastFileSystems = 16;

const account = '111122223333';
const callers = {
  bob: { arn: `arn:aws:iam::${account}:user/bob`, userAgent: 'AWS Internal' },
  deploy: { arn: `arn:aws:iam::${account}:role/ci-deploy`, userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.11.4' },
};

const teams = ['web', 'search', 'payments', 'ml'];
const environments = ['prod', 'staging', 'dev'] as const;

/** Puts a set on mount targets, as the change of another caller does. */
export const carryOut = (world: World, { mountTargetIds, groupIds }: Drift): void => {
  for (const id of mountTargetIds) setGroups(world, id, groupIds);
};

/** Fills a world with so many file systems, each with two mount targets, and says what goes wrong in it. */
export const addSampleAccount = (world: World, count: number): SampleAccount => {
  const vpc = addVpc(world, { tags: { Name: 'main' } });
  const subnetIds = ['a', 'b'].map(
    (zone) =>
      addSubnet(world, {
        vpcId: vpc.id,
        availabilityZone: `${world.region}${zone}`,
        cidr: zone === 'a' ? '10.0.0.0/17' : '10.0.128.0/17',
      }).id,
  );
  const group = (name: string, from: readonly string[], tags: Record<string, string> = {}): string =>
    addGroup(world, {
      name,
      vpcId: vpc.id,
      tags,
      rules: from.map((it) => ({ peer: it.startsWith('sg-') ? { groupId: it } : { cidrIpv4: it } })),
    }).id;
  const nodes = group('eks-nodes', []);
  const batch = group('staging-batch', []);
  const access = (name: string) => group(`${name}-nfs`, [nodes], { 'nfs-access': name });
  const right = { prod: access('prod'), staging: access('staging'), dev: access('dev') };
  const legacy = group('nfs-legacy', [nodes]);
  const ofBatch = group('staging-nfs-batch', [batch]);
  const anywhere = group('nfs-anywhere', ['0.0.0.0/0']);
  group('nfs-partner', ['0.0.0.0/0', nodes]);
  const genomics = group('nfs-genomics', [nodes]);
  const others = [1, 2, 3, 4, 5].map((n) => group(`team-${n}`, []));
  const client = (instanceId: string, groupId: string): void => {
    addInterface(world, {
      subnetId: subnetIds[0] ?? '',
      groupIds: [groupId],
      instanceId,
      ipAddress: `10.0.2.${10 + world.networkInterfaces.size}`,
      status: 'in-use',
    });
  };
  client('i-0e0e0e0e0e0e0e0e1', nodes);
  client('i-0b0b0b0b0b0b0b010', batch);
  client('i-0b0b0b0b0b0b0b011', batch);

  const add = (tags: Record<string, string>, groupIds: readonly string[]) => {
    const { id } = addFileSystem(world, { tags });
    const targets = subnetIds.map((subnetId) => addMountTarget(world, { fileSystemId: id, subnetId, groupIds }).id);
    return { id, targets };
  };
  const special = {
    absent: add({ Name: 'analytics-prod-001', environment: 'prod', 'nfs-name': 'analitycs', tier: 'prod' }, [legacy]),
    unresolved: add({ Name: 'genomics-prod-001', environment: 'prod', 'nfs-name': 'genomics' }, [genomics]),
    open: add({ Name: 'partner-prod-001', environment: 'prod', 'nfs-name': 'partner', tier: 'prod' }, [right.prod]),
    crowded: add({ Name: 'shared-prod-001', environment: 'prod', 'nfs-name': 'genomics', tier: 'prod' }, others),
    cutOff: add({ Name: 'batch-staging-001', environment: 'staging' }, [ofBatch]),
    exempt: add({ Name: 'vendor-prod-001', environment: 'prod' }, [legacy]),
    nearly: add({ Name: 'scratch', Environment: 'prod' }, [legacy]),
    unknown: add({ Name: 'home-directories' }, [right.dev]),
  };
  const ordinary = Array.from({ length: count - Object.keys(special).length }, (_, index) => {
    const environment = environments[index % environments.length] ?? 'prod';
    const Name = `${teams[index % teams.length]}-${environment}-${String(index + 1).padStart(3, '0')}`;
    return {
      environment,
      ...add({ Name, environment, team: teams[index % teams.length] ?? '' }, [right[environment]]),
    };
  });
  const of = (environment: (typeof environments)[number], nth: number) => {
    const found = ordinary.filter((it) => it.environment === environment)[nth];
    if (!found) throw new Error(`the sample world has too few file systems of ${environment}`);
    return found;
  };
  const drift = (
    by: keyof typeof callers,
    { id, targets }: { readonly id: string; readonly targets: readonly string[] },
    groupIds: readonly string[],
    most = targets.length,
  ): Drift => ({ ...callers[by], fileSystemId: id, mountTargetIds: targets.slice(0, most), groupIds });
  return {
    exempt: special.exempt.id,
    seen: [drift('bob', of('prod', 0), [legacy], 1), drift('deploy', of('dev', 0), [right.dev, legacy])],
    unseen: [
      drift('bob', of('prod', 1), [legacy], 1),
      drift('deploy', of('staging', 0), [right.staging, legacy]),
      drift('bob', of('prod', 2), [anywhere, right.prod], 1),
      ...ordinary
        .filter(({ environment }, index) => index > 8 && environment === 'dev' && index % 2 === 1)
        .map((it) => drift('deploy', it, [right.dev, legacy])),
    ],
  };
};
