import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Request } from '../../../functions/core/model/request.ts';
import { remediator } from '../../../functions/engine/look/remediate.ts';
import { intake } from '../../../functions/intake/intake.ts';
import { addInterface } from '../../../infra/local/world/network.ts';
import { groupsOf, interfaceOf, mountTargetOf } from '../../../infra/local/world/storage.ts';
import { localActuator } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { sampleWith } from '../../unit/intake/sample.ts';
import { region } from './region.ts';

const oneRead = { 'ec2:DescribeNetworkInterfaces': 1 };

/** A request about these interfaces. */
const aboutInterfaces = (...networkInterfaceIds: readonly string[]): Request => ({
  mountTargetIds: [],
  fileSystemIds: [],
  networkInterfaceIds,
  securityGroupIds: [],
  prefixListIds: [],
  cause: 'ModifyNetworkInterfaceAttribute',
  dryRun: false,
});

/** A region with a drifted mount target, and remediate's engine, each of whose answers is an invocation and counts calls anew. */
const driftedRegion = async () => {
  const it = await region();
  const { ids, mountTargets } = it.add();
  const drifted = must(ids[0]);
  it.drift(drifted);
  const ports = { ...it.ports, actuator: localActuator(it.clients), newId: randomUUID };
  const { networkInterfaceId } = must(mountTargets[0]);
  return {
    ...it,
    invoke: async (request: Request) => {
      it.aws.calls.reset();
      return (await remediator(ports, it.policy)(request)).findings;
    },
    writes: () => it.aws.calls.total('efs:ModifyMountTargetSecurityGroups'),
    ids,
    mountTargets,
    drifted,
    networkInterfaceId,
    groups: () => groupsOf(it.aws.world, drifted),
  };
};

/** The same just after mountguard has put the mount target right. */
const fixedRegion = async () => {
  const it = await driftedRegion();
  expect(await it.invoke({ ...aboutInterfaces(), mountTargetIds: [it.drifted] })).toMatchObject([{ status: 'fixed' }]);
  return it;
};

const lookIn = (event: unknown) => {
  const answer = intake(event, {});
  if (answer.kind !== 'look') throw new Error(`a look was expected: ${JSON.stringify(answer)}`);
  return answer.request;
};

/** What AWS sends of a change to an interface, besides the EFS call itself. */
const echoes = [
  {
    of: "EC2's event, in the name of EFS",
    event: (id: string) =>
      sampleWith(
        'cloudtrail-ec2-modify-network-interface-attribute-by-efs',
        'detail.requestParameters.networkInterfaceId',
        id,
      ),
  },
  {
    of: "AWS Config's item",
    event: (id: string) => sampleWith('config-item-network-interface', 'detail.configurationItem.resourceId', id),
  },
];

describe('the echo of our own fix', () => {
  it.each(echoes)('costs four reads, none of them of groups from EFS, and no write: $of', async ({ event }) => {
    const { invoke, aws, awsCalls, networkInterfaceId, drifted, groups, vpcAt } = await fixedRegion();
    expect(await invoke(lookIn(event(networkInterfaceId)))).toMatchObject([
      { mountTargetId: drifted, status: 'compliant', before: [vpcAt(0).wanted.id] },
    ]);
    expect(awsCalls()).toEqual({
      'ec2:DescribeNetworkInterfaces': 1,
      'ec2:GetSecurityGroupsForVpc': 1,
      'ec2:DescribeSecurityGroups': 1,
      'efs:DescribeFileSystems': 1,
    });
    expect(Object.keys(aws.calls.counts()).filter((name) => name.startsWith('dynamodb:'))).toEqual([
      'dynamodb:BatchGetItem',
    ]);
    expect(groups()).toEqual([vpcAt(0).wanted.id]);
  });

  it('by the EFS call itself costs nothing', () => {
    const roleArn = 'arn:aws:iam::111122223333:role/mountguard-remediate';
    const own = sampleWith('cloudtrail-efs-modify-by-mountguard', 'id', 'x');
    expect(intake(own, { roleArn })).toMatchObject({ ignored: 'own-change' });
  });
});

describe('an event about an interface', () => {
  it.each(echoes)(
    'has its mount target put right when a person has changed the groups since: $of',
    async ({ event }) => {
      const { invoke, drift, networkInterfaceId, drifted, groups, vpcAt, writes } = await fixedRegion();
      drift(drifted);
      expect(await invoke(lookIn(event(networkInterfaceId)))).toMatchObject([
        { mountTargetId: drifted, status: 'fixed' },
      ]);
      expect(writes()).toBe(1);
      expect(groups()).toEqual([vpcAt(0).wanted.id]);
    },
  );

  it('has EFS itself asked when it reports a change later than our own, that EC2 does not show', async () => {
    const { invoke, aws, networkInterfaceId, ports } = await fixedRegion();
    const changedAt = ports.clock.now() + 1;
    expect(await invoke({ ...aboutInterfaces(networkInterfaceId), changedAt })).toMatchObject([
      { status: 'compliant' },
    ]);
    expect(aws.calls.total('efs:DescribeMountTargetSecurityGroups')).toBe(1);
  });

  it('has its mount target put right when we never changed it', async () => {
    const { invoke, drifted, networkInterfaceId, writes } = await driftedRegion();
    expect(await invoke(aboutInterfaces(networkInterfaceId))).toMatchObject([
      { mountTargetId: drifted, status: 'fixed' },
    ]);
    expect(writes()).toBe(1);
  });
});

describe('interfaces', () => {
  it('of one event are asked about in one call', async () => {
    const { invoke, aws, ids, mountTargets } = await driftedRegion();
    const interfaces = mountTargets.map(({ networkInterfaceId }) => networkInterfaceId);
    const findings = await invoke(aboutInterfaces(...interfaces));
    expect(findings.map(({ mountTargetId }) => mountTargetId).toSorted()).toEqual(ids.toSorted());
    expect(aws.calls.counts()).toMatchObject(oneRead);
  });

  it.each([
    { whose: 'of another service', id: ({ id }: { id: string }) => id },
    { whose: 'that are gone', id: () => 'eni-00000000' },
  ])('$whose ask for nothing', async ({ id }) => {
    const { invoke, aws, awsCalls, mountTargets, journal } = await driftedRegion();
    const { subnetId } = must(mountTargets[0]);
    const foreign = addInterface(aws.world, { subnetId, groupIds: [], description: 'AWS Lambda VPC ENI' });
    expect(await invoke(aboutInterfaces(id(foreign)))).toEqual([]);
    expect(awsCalls()).toEqual(oneRead);
    expect(journal.decisions).toEqual([]);
    expect(journal.warnings).toEqual([]);
  });

  it('that name only their file system have all of its mount targets looked at', async () => {
    const { invoke, aws, ids, drifted, networkInterfaceId } = await driftedRegion();
    const of = mountTargetOf(aws.world, drifted);
    const description = `EFS mount target for ${of.fileSystemId}`;
    aws.world.networkInterfaces.set(networkInterfaceId, { ...interfaceOf(aws.world, of), description });
    const findings = await invoke(aboutInterfaces(networkInterfaceId));
    expect(findings.map(({ mountTargetId, status }) => [mountTargetId, status])).toEqual([
      [ids[0], 'fixed'],
      [ids[1], 'compliant'],
      [ids[2], 'compliant'],
    ]);
  });

  it('that name nothing are left to the sweep, with a warning', async () => {
    const { invoke, aws, drifted, networkInterfaceId, journal } = await driftedRegion();
    const of = mountTargetOf(aws.world, drifted);
    aws.world.networkInterfaces.set(networkInterfaceId, { ...interfaceOf(aws.world, of), description: '' });
    expect(await invoke(aboutInterfaces(networkInterfaceId))).toEqual([]);
    expect(journal.warnings).toEqual([
      { message: 'interface names no mount target; the sweep will find it', keys: { networkInterfaceId } },
    ]);
  });

  it.each([
    { error: 'UnauthorizedOperation', status: 'failed', reason: 'access-denied' },
    { error: 'RequestLimitExceeded', status: 'deferred', reason: 'throttled' },
  ])('that cannot be asked about are $status: $error', async ({ error, status, reason }) => {
    const { invoke, aws, networkInterfaceId, journal } = await driftedRegion();
    aws.faults.next('ec2:DescribeNetworkInterfaces', { error });
    const [finding] = await invoke(aboutInterfaces(networkInterfaceId));
    expect(finding).toMatchObject({ mountTargetId: null, status, reasons: [reason] });
    expect(journal.decisions).toMatchObject([{ finding }]);
  });
});
