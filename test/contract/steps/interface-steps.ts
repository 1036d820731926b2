import { answers, ec2, efs, filtered, refuses, type Step } from '../step.ts';

const ofEfs = {
  InterfaceType: 'efs',
  RequesterManaged: true,
  RequesterId: '234567890123',
  Status: 'in-use',
  TagSet: [],
};

/** The network interfaces of mount targets, and the end of everything. */
export const interfaceSteps: readonly Step[] = [
  ec2(
    'DescribeNetworkInterfaces: asked by id',
    { NetworkInterfaceIds: ['$interface'] },
    answers({
      NetworkInterfaces: [
        {
          ...ofEfs,
          NetworkInterfaceId: '$interface',
          OwnerId: '123456789012',
          Attachment: { InstanceOwnerId: 'amazon-aws', DeviceIndex: 1, DeleteOnTermination: false },
        },
      ],
    }),
  ),
  ec2(
    'DescribeNetworkInterfaces: filtered by type',
    filtered({ 'interface-type': 'efs' }),
    answers({ NetworkInterfaces: [{}, {}] }),
  ),
  ec2(
    'DescribeNetworkInterfaces: filtered by description',
    filtered({ description: 'EFS mount target for *' }),
    answers({ NetworkInterfaces: [{}, {}] }),
  ),
  ec2(
    'DescribeNetworkInterfaces: filtered by an attached group',
    filtered({ 'group-id': '$b' }),
    answers({
      NetworkInterfaces: [{ NetworkInterfaceId: '$interface', Groups: [{ GroupId: '$a' }, { GroupId: '$b' }] }],
    }),
  ),
  ec2(
    'DescribeNetworkInterfaces: there is no such interface',
    { NetworkInterfaceIds: ['eni-0123456789abcdef0'] },
    refuses('InvalidNetworkInterfaceID.NotFound'),
  ),
  ec2(
    'ModifyNetworkInterfaceAttribute: EFS manages the interface',
    { NetworkInterfaceId: '$interface', Groups: ['$c'] },
    refuses('AuthFailure'),
  ),
  efs(
    'DescribeMountTargetSecurityGroups: someone tried past EFS',
    { MountTargetId: '$target' },
    answers({ SecurityGroups: ['$a', '$b'] }),
  ),
  ec2('DeleteSecurityGroup: a mount target has it', { GroupId: '$a' }, refuses('DependencyViolation')),
  efs('DeleteFileSystem: it has a mount target', { FileSystemId: '$one' }, refuses('FileSystemInUse', 409)),
  efs('DeleteMountTarget: it exists', { MountTargetId: '$target' }, answers({}, 204)),
  efs('DeleteMountTarget: it is gone', { MountTargetId: '$target' }, refuses('MountTargetNotFound', 404)),
  efs('DeleteFileSystem: it has no mount target left', { FileSystemId: '$one' }, answers({}, 204)),
  efs('DescribeFileSystems: it is gone', { FileSystemId: '$one' }, refuses('FileSystemNotFound', 404)),
  ec2('DeleteSecurityGroup: its mount target is gone', { GroupId: '$a' }, answers()),
];
