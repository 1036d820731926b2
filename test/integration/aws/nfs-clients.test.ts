import { describe, expect, it } from 'vitest';
import { type SecurityGroupId, vpcId } from '../../../functions/core/model/ids.ts';
import { addInterface, addSubnet, addVpc } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import type { NetworkInterface } from '../../../infra/local/world/world.ts';
import { known, sg } from './ids.ts';
import { localReader } from './local-reader.ts';

type Say = Partial<
  Pick<NetworkInterface, 'ipAddress' | 'ipv6Address' | 'instanceId' | 'interfaceType' | 'subnetId' | 'status'>
>;

/** An account where the test attaches interfaces to instances. */
const scene = () => {
  const local = localReader();
  const subnet = addSubnet(local.world);
  const attach = (groupIds: readonly SecurityGroupId[], say: Say = {}) =>
    addInterface(local.world, { subnetId: subnet.id, instanceId: 'i-0123456789abcdef0', ...say, groupIds });
  return { ...local, subnet, attach };
};

const vpc = (text: string) => known(vpcId(text));

describe('clients in groups', () => {
  it('are read with their names, groups and addresses, whatever VPC they are in', async () => {
    const { world, reader, add, attach, subnet } = scene();
    const [web, jobs, idle] = [add({ name: 'web' }), add({ name: 'jobs' }), add({ name: 'idle' })];
    const peer = addSubnet(world, { vpcId: addVpc(world, { cidr: '10.9.0.0/16' }).id });
    const first = attach([web, idle], { ipAddress: '10.0.0.4', ipv6Address: '2600:1f18::4' });
    const second = attach([jobs], { subnetId: peer.id, ipAddress: '10.9.0.4' });
    attach([add({ name: 'not asked about' })]);
    const found = await reader.clientsIn([web, jobs, sg(1)]);
    const name = 'i-0123456789abcdef0';
    expect(found).toEqual([
      { id: first.id, name, vpcId: subnet.vpcId, groups: [web, idle], addresses: ['10.0.0.4', '2600:1f18::4'] },
      { id: second.id, name, vpcId: peer.vpcId, groups: [jobs], addresses: ['10.9.0.4'] },
    ]);
  });

  it('are neither mount targets nor interfaces that nothing uses', async () => {
    const { world, reader, subnet, add } = scene();
    const [servers, spare] = [add({ name: 'servers' }), add({ name: 'spare' })];
    addMountTarget(world, { fileSystemId: addFileSystem(world).id, groupIds: [servers] });
    addInterface(world, { subnetId: subnet.id, groupIds: [spare] });
    expect(await reader.clientsIn([servers, spare])).toEqual([]);
  });

  it('are read from every page', async () => {
    const { aws, reader, add, attach } = scene();
    const many = add({ name: 'many' });
    for (let n = 0; n < 1_001; n += 1) attach([many]);
    expect(await reader.clientsIn([many])).toHaveLength(1_001);
    expect(aws.calls.total()).toBe(2);
  });

  it('are asked about two hundred groups at a time, and nobody about none', async () => {
    const { aws, reader, add } = scene();
    expect(await reader.clientsIn([])).toEqual([]);
    expect(aws.calls.total()).toBe(0);
    await reader.clientsIn(Array.from({ length: 201 }, (_, n) => add({ name: `g-${n}` })));
    expect(aws.calls.counts()).toEqual({ 'ec2:DescribeNetworkInterfaces': 2 });
  });
});

describe('clients in a VPC', () => {
  it('are all whose interfaces are in use there, and nobody of another', async () => {
    const { world, reader, add, attach, subnet } = scene();
    const web = add({ name: 'web' });
    const here = attach([web], { ipAddress: '10.0.0.4' });
    attach([web], { subnetId: addSubnet(world, { vpcId: addVpc(world).id }).id });
    addMountTarget(world, { fileSystemId: addFileSystem(world).id, groupIds: [web] });
    expect((await reader.clientsOf(vpc(subnet.vpcId))).map(({ id }) => id)).toEqual([here.id]);
  });

  it.each([
    { interfaceType: 'nat_gateway', isClient: true },
    { interfaceType: 'vpc_endpoint', isClient: false },
    { interfaceType: 'transit_gateway', isClient: false },
    { interfaceType: 'gateway_load_balancer_endpoint', isClient: false },
    { interfaceType: 'network_load_balancer', isClient: true },
    { interfaceType: 'lambda', isClient: true },
    { interfaceType: 'some_day', isClient: true },
  ])('count an interface of type $interfaceType: $isClient', async ({ interfaceType, isClient }) => {
    const { reader, attach, subnet, add } = scene();
    attach([add({ name: 'any' })], { interfaceType });
    expect(await reader.clientsOf(vpc(subnet.vpcId))).toHaveLength(Number(isClient));
  });

  it.each([
    { status: 'in-use', isClient: true },
    { status: 'associated', isClient: true },
    { status: 'attaching', isClient: true },
    { status: 'detaching', isClient: true },
    { status: 'some-day', isClient: true },
    { status: 'available', isClient: false },
  ])('count an interface that is $status: $isClient', async ({ status, isClient }) => {
    const { world, reader, subnet, add } = scene();
    const group = add({ name: 'pods' });
    addInterface(world, { subnetId: subnet.id, groupIds: [group], interfaceType: 'branch', status });
    expect(await reader.clientsOf(vpc(subnet.vpcId))).toHaveLength(Number(isClient));
    expect(await reader.clientsIn([group])).toHaveLength(Number(isClient));
  });

  it('are called by their interface where no instance is theirs', async () => {
    const { world, reader, subnet, add } = scene();
    const { id } = addInterface(world, {
      subnetId: subnet.id,
      groupIds: [add({ name: 'any' })],
      interfaceType: 'lambda',
    });
    expect(await reader.clientsOf(vpc(subnet.vpcId))).toMatchObject([{ id, name: id }]);
  });
});

it.each([
  { error: 'UnauthorizedOperation', name: 'TerminalError', code: 'access-denied' },
  { error: 'RequestLimitExceeded', name: 'RetryableError', code: 'throttled' },
])('never takes $error for "nobody"', async ({ error, name, code }) => {
  const { aws, reader } = scene();
  aws.faults.next('ec2:DescribeNetworkInterfaces', { error, times: 2 });
  await expect(reader.clientsIn([sg(1)])).rejects.toMatchObject({ name, code });
  await expect(reader.clientsOf(vpc('vpc-00000001'))).rejects.toMatchObject({ name, code });
});
