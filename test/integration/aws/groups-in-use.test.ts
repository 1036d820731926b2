import { expect, it } from 'vitest';
import type { SecurityGroupId } from '../../../functions/core/ids.ts';
import { addInterface, addSubnet } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import { sg } from './ids.ts';
import { localReader } from './local-reader.ts';

/** An account where the test attaches interfaces to instances. */
const scene = () => {
  const local = localReader();
  const subnet = addSubnet(local.world);
  let attached = 0;
  const attach = (groups: readonly SecurityGroupId[], instanceId = 'i-0123456789abcdef0') => {
    attached += 1;
    const ipAddress = `10.0.${Math.floor(attached / 256)}.${attached % 256}`;
    return addInterface(local.world, { subnetId: subnet.id, groupIds: groups, instanceId, ipAddress });
  };
  return { ...local, subnet, attach };
};

it('says which groups instances have, and at which addresses', async () => {
  const { reader, add, attach } = scene();
  const [web, jobs, idle] = [add({ name: 'web' }), add({ name: 'jobs' }), add({ name: 'idle' })];
  const [first, second, third] = [
    attach([web, add({ name: 'not asked about' })]).ipAddress,
    attach([jobs]).ipAddress,
    attach([jobs]).ipAddress,
  ];
  expect(await reader.groupsInUse([web, jobs, idle, sg(1)])).toEqual(
    new Map([
      [web, [first]],
      [jobs, [second, third]],
    ]),
  );
});

it('leaves out mount targets and interfaces that nothing uses', async () => {
  const { world, reader, subnet, add } = scene();
  const [servers, spare] = [add({ name: 'servers' }), add({ name: 'spare' })];
  addMountTarget(world, { fileSystemId: addFileSystem(world).id, groupIds: [servers] });
  addInterface(world, { subnetId: subnet.id, groupIds: [spare] });
  expect(await reader.groupsInUse([servers, spare])).toEqual(new Map());
});

it('reads every page, for every address counts', async () => {
  const { aws, reader, add, attach } = scene();
  const [many, few] = [add({ name: 'many' }), add({ name: 'few' })];
  for (let n = 0; n < 1_001; n += 1) attach([many]);
  attach([few]);
  const members = await reader.groupsInUse([many, few]);
  expect([members.get(many)?.length, members.get(few)?.length]).toEqual([1_001, 1]);
  expect(aws.calls.total()).toBe(2);
});

it('asks about two hundred groups at a time, and nobody about none', async () => {
  const { aws, reader, add } = scene();
  expect(await reader.groupsInUse([])).toEqual(new Map());
  expect(aws.calls.total()).toBe(0);
  await reader.groupsInUse(Array.from({ length: 201 }, (_, n) => add({ name: `g-${n}` })));
  expect(aws.calls.counts()).toEqual({ 'ec2:DescribeNetworkInterfaces': 2 });
});

it.each([
  { error: 'UnauthorizedOperation', name: 'TerminalError', code: 'access-denied' },
  { error: 'RequestLimitExceeded', name: 'RetryableError', code: 'throttled' },
])('never takes $error for "not in use"', async ({ error, name, code }) => {
  const { aws, reader } = scene();
  aws.faults.next('ec2:DescribeNetworkInterfaces', { error });
  await expect(reader.groupsInUse([sg(1)])).rejects.toMatchObject({ name, code });
});
