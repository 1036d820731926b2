import { answers, ec2, efs, refuses, type Step } from '../step.ts';

const unknown = 'fs-0123456789abcdef0';
const mountTarget = (FileSystemId: string, SubnetId: string, more: Step['input'] = {}): Step['input'] => ({
  FileSystemId,
  SubnetId,
  SecurityGroups: ['$b'],
  ...more,
});

const ofNoFileSystem = [
  { operation: 'DescribeTags', input: { FileSystemId: unknown } },
  { operation: 'CreateTags', input: { FileSystemId: unknown, Tags: [] } },
  { operation: 'DeleteTags', input: { FileSystemId: unknown, TagKeys: [] } },
  { operation: 'ListTagsForResource', input: { ResourceId: unknown } },
  { operation: 'TagResource', input: { ResourceId: unknown, Tags: [] } },
  { operation: 'UntagResource', input: { ResourceId: unknown, TagKeys: ['colour'] } },
  { operation: 'UpdateFileSystem', input: { FileSystemId: unknown, ThroughputMode: 'elastic' } },
  { operation: 'DeleteFileSystem', input: { FileSystemId: unknown } },
];

/** What EFS refuses beyond the everyday, and its rarer kinds of file systems and mount targets. */
export const efsEdgeSteps: readonly Step[] = [
  efs(
    'CreateFileSystem: it is to be in one zone',
    { CreationToken: 'zoned', AvailabilityZoneName: 'us-east-1b', Encrypted: true },
    answers({ AvailabilityZoneName: 'us-east-1b', Encrypted: true }, 201),
    { zoned: 'FileSystemId' },
  ),
  efs(
    'CreateFileSystem: there is no such zone',
    { CreationToken: 'nowhere', AvailabilityZoneName: 'us-east-1z' },
    refuses('UnsupportedAvailabilityZone'),
  ),
  efs(
    'CreateFileSystem: a tag has a key that no tag may have',
    { CreationToken: 'starred', Tags: [{ Key: 'a*b', Value: '' }] },
    refuses('ValidationException'),
  ),
  efs(
    'CreateFileSystem: it has 51 tags',
    { CreationToken: 'crowded', Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `key-${index}`, Value: '' })) },
    refuses('BadRequest'),
  ),
  ...['five', 'six'].map((name) =>
    efs(`CreateFileSystem: it gets no tags: ${name}`, { CreationToken: name }, answers({ Tags: [] }, 201), {
      [name]: 'FileSystemId',
    }),
  ),
  efs(
    'UpdateFileSystem: its throughput is to be provisioned',
    { FileSystemId: '$two', ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 5 },
    answers({ ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 5 }, 202),
  ),
  efs(
    'DescribeFileSystems: asked by token',
    { CreationToken: 'two' },
    answers({ FileSystems: [{ FileSystemId: '$two' }] }),
  ),
  efs('DescribeFileSystems: asked for what is no id', { FileSystemId: 'fs-x' }, refuses('ValidationException')),
  efs(
    'DescribeFileSystems: asked by id and by token',
    { FileSystemId: '$two', CreationToken: 'two' },
    refuses('BadRequest'),
  ),
  efs('DescribeFileSystems: asked for pages of none', { MaxItems: 0 }, refuses('BadRequest')),
  ...ofNoFileSystem.map(({ operation, input }) =>
    efs(`${operation}: there is no such file system`, input, refuses('FileSystemNotFound', 404)),
  ),

  efs(
    'CreateMountTarget: its file system is in another zone',
    mountTarget('$zoned', '$subnet'),
    refuses('AvailabilityZonesMismatch'),
  ),
  efs(
    'CreateMountTarget: the address is none of the subnet',
    mountTarget('$four', '$subnetB', { IpAddress: '192.0.2.1' }),
    refuses('BadRequest'),
  ),
  efs(
    'CreateMountTarget: an address is asked for',
    mountTarget('$five', '$subnetB', { IpAddress: '10.0.16.20' }),
    answers({ IpAddress: '10.0.16.20' }),
    { second: 'MountTargetId' },
  ),
  efs(
    'CreateMountTarget: the address is taken',
    mountTarget('$three', '$subnetB', { IpAddress: '10.0.16.20' }),
    refuses('IpAddressInUse', 409),
  ),
  efs(
    'CreateMountTarget: an IPv6 address is asked for beside the other',
    mountTarget('$zoned', '$subnetB', { IpAddressType: 'DUAL_STACK', Ipv6Address: '2001:db8::7' }),
    answers({ Ipv6Address: '2001:db8::7' }),
  ),
  ec2(
    'CreateSubnet: the VPC is the other one',
    { VpcId: '$otherVpc', CidrBlock: '10.1.0.0/20', AvailabilityZone: 'us-east-1d' },
    answers(),
    { foreignSubnet: 'Subnet.SubnetId' },
  ),
  efs(
    'CreateMountTarget: the file system has one in another VPC',
    { FileSystemId: '$five', SubnetId: '$foreignSubnet' },
    refuses('MountTargetConflict', 409),
  ),
  efs(
    'CreateMountTarget: a group is of another VPC',
    mountTarget('$six', '$subnetB', { SecurityGroups: ['$foreign'] }),
    refuses('SecurityGroupNotFound'),
  ),
  efs(
    'CreateMountTarget: a group of another VPC is associated with this one',
    mountTarget('$six', '$foreignSubnet', { SecurityGroups: ['$f'] }),
    answers(),
  ),
  efs(
    'CreateMountTarget: the subnet is no id',
    { FileSystemId: '$three', SubnetId: 'subnet-x' },
    refuses('ValidationException'),
  ),
  efs(
    'DescribeMountTargets: there is no such access point',
    { AccessPointId: 'fsap-0123456789abcdef0' },
    refuses('AccessPointNotFound', 404),
  ),
  efs(
    'DescribeMountTargets: asked for all three',
    { FileSystemId: '$five', MountTargetId: '$second', AccessPointId: 'fsap-0123456789abcdef0' },
    refuses('BadRequest'),
  ),
  efs(
    'DescribeMountTargets: the marker is none that it gave',
    { FileSystemId: '$five', Marker: 'made-up' },
    refuses('BadRequest'),
  ),
  efs(
    'DescribeMountTargetSecurityGroups: asked for what is no id',
    { MountTargetId: 'fsmt-x' },
    refuses('ValidationException'),
  ),
  efs(
    'ModifyMountTargetSecurityGroups: a group is no id',
    { MountTargetId: '$second', SecurityGroups: ['group'] },
    refuses('ValidationException'),
  ),
];
