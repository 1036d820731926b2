import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateSecurityGroupCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateFileSystemCommand, CreateMountTargetCommand, EFSClient } from '@aws-sdk/client-efs';
import { addGroup, addSubnet, addVpc } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget, setClientConnections } from '../../../infra/local/world/storage.ts';
import type { World } from '../../../infra/local/world/world.ts';
import type { Known } from './steps/step.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const minute = 60_000;
const clients = [1, 2, 3, 4];

/** Brings the local endpoint into the state that the prepared steps start from. */
export const prepareLocal = (world: World): Known => {
  const vpc = addVpc(world);
  const unfinished = addFileSystem(world, { lifeCycleState: 'creating' });
  const counted = addFileSystem(world);
  const subnet = addSubnet(world, { vpcId: vpc.id });
  const early = addMountTarget(world, { fileSystemId: counted.id, subnetId: subnet.id, lifeCycleState: 'creating' });
  const shared = addGroup(world, { name: 'shared', vpcId: vpc.id, ownerId: '999988887777' });
  setClientConnections(world, counted.id, (at) => clients[(at - noon) / minute]);
  return { subnet: subnet.id, unfinished: unfinished.id, early: early.id, counted: counted.id, shared: shared.id };
};

/** Brings moto as near to that state as its API can. */
export const prepareMoto = async (endpoint: string): Promise<Known> => {
  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const [ec2, efs, cloudwatch] = [new EC2Client(config), new EFSClient(config), new CloudWatchClient(config)];
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.0.0/20' }));
  const fileSystem = async (CreationToken: string) =>
    (await efs.send(new CreateFileSystemCommand({ CreationToken }))).FileSystemId;
  const [unfinished, counted] = [await fileSystem('unfinished'), await fileSystem('counted')];
  const { MountTargetId: early } = await efs.send(
    new CreateMountTargetCommand({ FileSystemId: counted, SubnetId: Subnet?.SubnetId }),
  );
  const { GroupId: shared } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'shared', Description: 'shared', VpcId: Vpc?.VpcId }),
  );
  await cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: 'AWS/EFS',
      MetricData: clients.map((Value, index) => ({
        MetricName: 'ClientConnections',
        Dimensions: [{ Name: 'FileSystemId', Value: counted }],
        Timestamp: new Date(noon + index * minute),
        Value,
      })),
    }),
  );
  return { subnet: Subnet?.SubnetId, unfinished, early, counted, shared };
};
