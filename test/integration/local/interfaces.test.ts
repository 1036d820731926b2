import { DescribeNetworkInterfacesCommand, type Filter } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { localAws } from '../../../infra/local/local-aws.ts';
import { addInterface, addSubnet } from '../../../infra/local/world/network.ts';
import { localClients } from '../../support/local-clients.ts';

const scene = () => {
  const aws = localAws();
  const subnetId = addSubnet(aws.world).id;
  const { ec2 } = localClients(aws);
  const find = async (...Filters: Filter[]) =>
    (await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces;
  return { world: aws.world, subnetId, find };
};

it('shows an interface as in use while it is attached to an instance', async () => {
  const { world, subnetId, find } = scene();
  const made = addInterface(world, { subnetId, groupIds: [], instanceId: 'i-0123456789abcdef0' });
  const inUse = { Name: 'status', Values: ['in-use'] };
  expect(await find(inUse)).toMatchObject([
    {
      NetworkInterfaceId: made.id,
      Status: 'in-use',
      Attachment: { InstanceId: 'i-0123456789abcdef0', InstanceOwnerId: world.account, Status: 'attached' },
    },
  ]);
  delete made.instanceId;
  expect(await find(inUse)).toEqual([]);
  const [shown] = (await find()) ?? [];
  expect([shown?.Status, shown?.Attachment]).toEqual(['available', undefined]);
});
