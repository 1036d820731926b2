import { describe, expect, it } from 'vitest';
import { type SecurityGroupId, vpcId } from '../../../functions/core/model/ids.ts';
import { addInterface, addSubnet, addVpc } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import type { NetworkInterface } from '../../../infra/local/world/world.ts';
import { instantly } from '../../support/virtual-time.ts';
import { known, sg } from './ids.ts';
import { localReader } from './local-reader.ts';

type Say = Partial<
  Pick<
    NetworkInterface,
    | 'ipAddress'
    | 'ipv6Address'
    | 'instanceId'
    | 'attachedAt'
    | 'interfaceType'
    | 'subnetId'
    | 'status'
    | 'description'
    | 'requesterId'
    | 'requesterManaged'
    | 'publicIp'
  >
> & { readonly tags?: Readonly<Record<string, string>> };

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
    const attachedAt = Date.parse('2024-01-01');
    const named = { name: 'i-0123456789abcdef0', machine: 'i-0123456789abcdef0', tags: new Map(), attachedAt };
    expect(found).toEqual([
      { ...named, id: first.id, vpcId: subnet.vpcId, groups: [web, idle], addresses: ['10.0.0.4', '2600:1f18::4'] },
      { ...named, id: second.id, vpcId: peer.vpcId, groups: [jobs], addresses: ['10.9.0.4'] },
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
});

/** How the one interface that is attached is read. */
const read = async (say: Say & { readonly status?: string }) => {
  const { world, reader, subnet, add } = scene();
  addInterface(world, { subnetId: subnet.id, ...say, groupIds: [add({ name: 'any' })] });
  return (await reader.clientsOf(vpc(subnet.vpcId)))[0];
};
const instanceId = 'i-0123456789abcdef0';

describe('a client', () => {
  it.each([
    { when: 'nothing says who it is', say: {}, name: '' },
    { when: 'it has a name', say: { tags: { Name: 'web-1' }, description: 'spare' }, name: 'web-1' },
    { when: 'it has a description only', say: { tags: { Name: ' ' }, description: 'for jobs' }, name: 'for jobs' },
    { when: 'the name is long', say: { tags: { Name: '\u{1F600}'.repeat(57) } }, name: `${'\u{1F600}'.repeat(28)}…` },
    {
      when: 'the name has what cannot be seen',
      say: { tags: { Name: 'a\n\u202Eb\u200B' } },
      name: 'a\\u{a}\\u{202e}b\\u{200b}',
    },
    {
      when: 'the name reads like the rest of a sentence',
      say: { tags: { Name: 'but nobody) loses "access"; Safe' } },
      name: `"but nobody) loses 'access'; Safe"`,
    },
  ])('is known by its name beside its id: $when', async ({ say, name }) => {
    const beside = (id: string) => (name ? `${name} (${id})` : id);
    expect(await read({ ...say, instanceId })).toMatchObject({ name: beside(instanceId), machine: instanceId });
    const task = await read({ ...say, interfaceType: 'lambda' });
    expect(task).toMatchObject({ name: beside(task?.id ?? ''), machine: task?.id });
  });

  it('shares its machine with the other interfaces of the instance, but a branch is a machine of its own', async () => {
    expect(await read({ instanceId, interfaceType: 'trunk' })).toMatchObject({ machine: instanceId });
    const branch = await read({ instanceId, interfaceType: 'branch' });
    expect(branch?.machine).toBe(branch?.id);
  });

  it('is attached since when AWS says so', async () => {
    const attachedAt = Date.parse('2026-11-20T08:00:00Z');
    expect(await read({ instanceId, attachedAt })).toMatchObject({ attachedAt });
    expect(await read({ status: 'associated' })).not.toHaveProperty('attachedAt');
  });

  it('has the tags of its interface', async () => {
    const tags = { Name: 'web-1', team: 'media' };
    expect((await read({ instanceId, tags }))?.tags).toEqual(new Map(Object.entries(tags)));
  });
});

const ofService = { requesterManaged: true } as const;
const eks = 'Amazon EKS shop';

describe('what cannot mount', () => {
  it.each([
    {
      say: { ...ofService, requesterId: 'amazon-elb', description: 'ELB app/web/50dc' },
      cannotMount: 'a load balancer',
    },
    { say: { ...ofService, requesterId: 'amazon-elb', description: 'ELB classic' }, cannotMount: 'a load balancer' },
    {
      say: { ...ofService, requesterId: '123456789012', description: 'ELB gwy/a/50dc' },
      cannotMount: 'a load balancer',
    },
    { say: { interfaceType: 'load_balancer' }, cannotMount: 'a load balancer' },
    { say: { ...ofService, requesterId: 'amazon-elasticache' }, cannotMount: 'an ElastiCache node' },
    { say: { ...ofService, description: 'ElastiCache shop-001' }, cannotMount: 'an ElastiCache node' },
    { say: { ...ofService, requesterId: '339713109942', description: eks }, cannotMount: 'an EKS control plane' },
    {
      say: { requesterManaged: false, requesterId: 'AROAIORXPPLFOF7XU4KUQ:AmazonEKS', description: eks },
      cannotMount: 'an EKS control plane',
    },
    { say: { interfaceType: 'nat_gateway', publicIp: '203.0.113.9' }, cannotMount: 'a public NAT gateway' },
  ])('is $cannotMount: $say', async ({ say, cannotMount }) => {
    expect(await read(say)).toMatchObject({ cannotMount });
  });

  it.each([
    { what: 'a network load balancer', say: { interfaceType: 'network_load_balancer', description: 'ELB net/a/50dc' } },
    { what: 'a private NAT gateway', say: { interfaceType: 'nat_gateway' } },
    { what: 'RDS', say: { ...ofService, requesterId: 'amazon-rds', description: 'RDSNetworkInterface' } },
    { what: 'a function', say: { interfaceType: 'lambda', description: 'AWS Lambda VPC ENI-x' } },
    { what: 'an instance that calls itself a load balancer', say: { instanceId, description: 'ELB app/web/50dc' } },
    { what: 'an instance that calls itself a cache', say: { instanceId, description: 'ElastiCache shop-001' } },
    { what: 'an instance that calls itself a control plane', say: { instanceId, description: eks } },
    {
      what: 'an instance of someone who calls himself EKS',
      say: { instanceId, description: eks, requesterId: 'AROAIORXPPLFOF7XU4KUQ:AmazonEKS' },
    },
    { what: 'an interface in use that only says so', say: { status: 'in-use', description: 'ELB app/web/50dc' } },
    { what: 'another that only says so', say: { status: 'in-use', description: eks } },
  ])('is not $what', async ({ say }) => {
    const client = await read(say);
    expect(client).toBeDefined();
    expect(client).not.toHaveProperty('cannotMount');
  });
});

it.each([
  { error: 'UnauthorizedOperation', name: 'TerminalError', code: 'access-denied' },
  { error: 'RequestLimitExceeded', name: 'RetryableError', code: 'throttled' },
])(
  'never takes $error for "nobody"',
  instantly(async ({ error, name, code }) => {
    const { aws, reader } = scene();
    aws.faults.next('ec2:DescribeNetworkInterfaces', { error, times: 2 });
    await expect(reader.clientsIn([sg(1)])).rejects.toMatchObject({ name, code });
    await expect(reader.clientsOf(vpc('vpc-00000001'))).rejects.toMatchObject({ name, code });
  }),
);
