import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DescribeAvailabilityZonesCommand,
  DescribeNetworkInterfaceAttributeCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeTagsCommand,
  GetManagedPrefixListEntriesCommand,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateFileSystemCommand,
  CreateMountTargetCommand,
  DeleteFileSystemCommand,
  DeleteMountTargetCommand,
  DescribeFileSystemsCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
} from '@aws-sdk/client-efs';
import { describe, expect, it } from 'vitest';
import { type LocalAwsOptions, localAws } from '../../../infra/local/local-aws.ts';
import { localClients } from '../../support/local-clients.ts';

const tagged = <Type>(ResourceType: Type, Value: string) => [{ ResourceType, Tags: [{ Key: 'Name', Value }] }];

const account = async (options: LocalAwsOptions = {}) => {
  const aws = localAws(options);
  const { ec2, efs } = localClients(aws);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
  const VpcId = Vpc?.VpcId ?? '';
  const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
  const subnets = [];
  for (const [index, { ZoneName }] of AvailabilityZones.slice(0, 2).entries()) {
    const asked = { VpcId, CidrBlock: `10.1.${index}.0/24`, AvailabilityZone: ZoneName };
    const { Subnet } = await ec2.send(new CreateSubnetCommand(asked));
    subnets.push(Subnet?.SubnetId ?? '');
  }
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({
      VpcId,
      GroupName: 'nfs',
      Description: 'clients',
      TagSpecifications: tagged('security-group', 'nfs'),
    }),
  );
  const { FileSystemId } = await efs.send(
    new CreateFileSystemCommand({ CreationToken: 'one', Tags: [{ Key: 'environment', Value: 'prod' }] }),
  );
  return { aws, ec2, efs, VpcId, subnets, GroupId, FileSystemId: FileSystemId ?? '' };
};

describe('an account built from nothing over the APIs', () => {
  it('gets the network interface that was recorded for a mount target', async () => {
    const { ec2, efs, subnets, GroupId, FileSystemId, VpcId } = await account();
    const made = await efs.send(
      new CreateMountTargetCommand({ FileSystemId, SubnetId: subnets[0], SecurityGroups: [GroupId] }),
    );
    expect(made).toMatchObject({ LifeCycleState: 'creating', VpcId, IpAddress: '10.1.0.4' });
    const { NetworkInterfaces } = await ec2.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: 'interface-type', Values: ['efs'] }],
        MaxResults: 1000,
      }),
    );
    expect(NetworkInterfaces).toHaveLength(1);
    expect(NetworkInterfaces?.[0]).toMatchObject({
      Attachment: { InstanceOwnerId: 'amazon-aws', DeviceIndex: 1, DeleteOnTermination: false },
      Description: `EFS mount target for ${FileSystemId} (${made.MountTargetId})`,
      Groups: [{ GroupId, GroupName: 'nfs' }],
      InterfaceType: 'efs',
      NetworkInterfaceId: made.NetworkInterfaceId,
      OwnerId: '111122223333',
      RequesterManaged: true,
      Status: 'in-use',
      TagSet: [],
    });
    expect(NetworkInterfaces?.[0]?.RequesterId).toMatch(/^\d{12}$/);
  });

  it('puts the VPC default group on a mount target made without groups', async () => {
    const { ec2, efs, subnets, FileSystemId, VpcId } = await account();
    const { MountTargetId } = await efs.send(new CreateMountTargetCommand({ FileSystemId, SubnetId: subnets[0] }));
    const { SecurityGroups } = await efs.send(new DescribeMountTargetSecurityGroupsCommand({ MountTargetId }));
    const { SecurityGroups: groups } = await ec2.send(
      new DescribeSecurityGroupsCommand({
        Filters: [
          { Name: 'vpc-id', Values: [VpcId] },
          { Name: 'group-name', Values: ['default'] },
        ],
      }),
    );
    expect(SecurityGroups).toEqual([groups?.[0]?.GroupId]);
  });

  it('takes time to create and to delete where told so', async () => {
    let now = 0;
    const clock = { now: () => now, sleep: async () => {} };
    const { efs, subnets, FileSystemId } = await account({ clock, creatingMs: 60_000, deletingMs: 30_000 });
    const place = { FileSystemId, SubnetId: subnets[0] };
    const early = efs.send(new CreateMountTargetCommand(place));
    await expect(early).rejects.toMatchObject({ name: 'IncorrectFileSystemLifeCycleState' });
    now = 60_000;
    const { MountTargetId } = await efs.send(new CreateMountTargetCommand(place));
    const state = async () => {
      const { MountTargets } = await efs.send(new DescribeMountTargetsCommand({ FileSystemId }));
      return MountTargets?.[0]?.LifeCycleState;
    };
    now = 119_999;
    expect(await state()).toBe('creating');
    now = 120_000;
    expect(await state()).toBe('available');
    await efs.send(new DeleteMountTargetCommand({ MountTargetId }));
    expect(await state()).toBe('deleting');
    now = 150_000;
    expect(await state()).toBeUndefined();
  });

  it('has one mount target per zone, a creation token per file system, and deletes only what is not in use', async () => {
    const { ec2, efs, subnets, GroupId, FileSystemId } = await account();
    const place = { FileSystemId, SubnetId: subnets[0], SecurityGroups: [GroupId] };
    const { MountTargetId } = await efs.send(new CreateMountTargetCommand(place));
    await expect(efs.send(new CreateMountTargetCommand(place))).rejects.toMatchObject({
      name: 'MountTargetConflict',
      $metadata: { httpStatusCode: 409 },
    });
    await expect(efs.send(new CreateFileSystemCommand({ CreationToken: 'one' }))).rejects.toMatchObject({
      name: 'FileSystemAlreadyExists',
    });
    const { FileSystems } = await efs.send(new DescribeFileSystemsCommand({ FileSystemId }));
    expect(FileSystems?.[0]).toMatchObject({ NumberOfMountTargets: 1, Tags: [{ Key: 'environment', Value: 'prod' }] });
    await expect(efs.send(new DeleteFileSystemCommand({ FileSystemId }))).rejects.toMatchObject({
      name: 'FileSystemInUse',
    });
    await expect(ec2.send(new DeleteSecurityGroupCommand({ GroupId }))).rejects.toMatchObject({
      name: 'DependencyViolation',
    });
    await efs.send(new DeleteMountTargetCommand({ MountTargetId }));
    await efs.send(new DeleteFileSystemCommand({ FileSystemId }));
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    const gone = efs.send(new DescribeFileSystemsCommand({ FileSystemId }));
    await expect(gone).rejects.toMatchObject({ name: 'FileSystemNotFound' });
  });

  it('lets nobody but EFS change the interface of a mount target, and anybody that of another', async () => {
    const { ec2, efs, subnets, GroupId, FileSystemId } = await account();
    const { NetworkInterfaceId } = await efs.send(new CreateMountTargetCommand({ FileSystemId, SubnetId: subnets[0] }));
    const Groups = [GroupId];
    const taken = ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups }));
    await expect(taken).rejects.toMatchObject({ name: 'AuthFailure' });
    const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnets[1] }));
    const ordinary = { NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId };
    await ec2.send(new ModifyNetworkInterfaceAttributeCommand({ ...ordinary, Groups }));
    const read = await ec2.send(new DescribeNetworkInterfaceAttributeCommand({ ...ordinary, Attribute: 'groupSet' }));
    expect(read.Groups).toEqual([{ GroupId, GroupName: 'nfs' }]);
    await ec2.send(new DeleteNetworkInterfaceCommand(ordinary));
  });

  it('keeps tags and prefix lists', async () => {
    const { ec2, GroupId } = await account();
    await ec2.send(new CreateTagsCommand({ Resources: [GroupId], Tags: [{ Key: 'nfs-access', Value: 'prod' }] }));
    const byTag = [{ Name: 'tag:nfs-access', Values: ['pr*'] }];
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: byTag }));
    expect(SecurityGroups?.map((group) => group.GroupId)).toEqual([GroupId]);
    const { Tags } = await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [GroupId] }] }));
    expect(Tags?.map(({ Key }) => Key)).toEqual(['Name', 'nfs-access']);
    const { PrefixList } = await ec2.send(
      new CreateManagedPrefixListCommand({
        PrefixListName: 'offices',
        MaxEntries: 5,
        AddressFamily: 'IPv4',
        Entries: [{ Cidr: '192.0.2.0/24', Description: 'one' }],
      }),
    );
    const { PrefixListId } = PrefixList ?? {};
    const { Entries } = await ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId }));
    expect(Entries).toEqual([{ Cidr: '192.0.2.0/24', Description: 'one' }]);
    const IpPermissions = [
      { IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049, PrefixListIds: [{ PrefixListId: PrefixListId ?? '' }] },
    ];
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  });

  it('has the same ids in every run of the same seed', async () => {
    const [one, same, other] = await Promise.all([account(), account({ seed: 1 }), account({ seed: 2 })]);
    expect(one.FileSystemId).toBe(same.FileSystemId);
    expect(one.FileSystemId).not.toBe(other.FileSystemId);
    expect(one.FileSystemId).toMatch(/^fs-[0-9a-f]{17}$/);
  });
});

describe('a network that EC2 would not make', () => {
  it.each([
    { what: 'a VPC without a block', command: () => new CreateVpcCommand({}), error: 'MissingParameter' },
    {
      what: 'a subnet smaller than /28',
      command: (VpcId: string) => new CreateSubnetCommand({ VpcId, CidrBlock: '10.1.9.0/29' }),
      error: 'InvalidSubnet.Range',
    },
    {
      what: 'a zone that the Region lacks',
      command: () => new DescribeAvailabilityZonesCommand({ ZoneNames: ['us-east-1z'] }),
      error: 'InvalidParameterValue',
    },
  ])('is refused: $what', async ({ command, error }) => {
    const { ec2, VpcId } = await account();
    const client: { send(command: object): Promise<unknown> } = ec2;
    await expect(client.send(command(VpcId))).rejects.toMatchObject({ name: error });
  });
});
