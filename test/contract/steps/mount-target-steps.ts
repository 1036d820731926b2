import { answers, efs, refuses, type Step } from '../step.ts';

const inSubnet = (FileSystemId: string, ...SecurityGroups: readonly string[]): Step['input'] => ({
  SubnetId: '$subnet',
  FileSystemId,
  ...(SecurityGroups.length > 0 && { SecurityGroups }),
});

/** Mount targets, made and described. */
export const mountTargetSteps: readonly Step[] = [
  efs(
    'CreateMountTarget: with two groups',
    inSubnet('$one', '$a', '$b'),
    answers({ FileSystemId: '$one', SubnetId: '$subnet', VpcId: '$vpc' }),
    { target: 'MountTargetId', interface: 'NetworkInterfaceId' },
  ),
  efs('CreateMountTarget: there is one in the zone already', inSubnet('$one'), refuses('MountTargetConflict', 409)),
  efs(
    'CreateMountTarget: the file system does not exist',
    inSubnet('fs-0123456789abcdef0'),
    refuses('FileSystemNotFound', 404),
  ),
  efs(
    'CreateMountTarget: the subnet does not exist',
    { FileSystemId: '$two', SubnetId: 'subnet-0123456789abcdef0' },
    refuses('SubnetNotFound'),
  ),
  efs(
    'CreateMountTarget: a group does not exist',
    inSubnet('$two', 'sg-0123456789abcdef0'),
    refuses('SecurityGroupNotFound'),
  ),
  efs(
    'CreateMountTarget: six groups are asked for',
    inSubnet('$three', '$a', '$b', '$c', '$d', '$e', '$f'),
    refuses('SecurityGroupLimitExceeded'),
  ),
  efs('CreateMountTarget: without groups', inSubnet('$four'), answers(), {
    targetWithout: 'MountTargetId',
    interfaceWithout: 'NetworkInterfaceId',
  }),
  efs(
    'DescribeFileSystems: a mount target was refused',
    { FileSystemId: '$three' },
    answers({ FileSystems: [{ NumberOfMountTargets: 0 }] }),
  ),
  efs(
    'DescribeMountTargets: asked by file system',
    { FileSystemId: '$one' },
    answers({
      MountTargets: [{ MountTargetId: '$target', LifeCycleState: 'available', NetworkInterfaceId: '$interface' }],
    }),
  ),
  efs(
    'DescribeMountTargets: asked by mount target',
    { MountTargetId: '$target' },
    answers({ MountTargets: [{ FileSystemId: '$one', VpcId: '$vpc' }] }),
  ),
  efs(
    'DescribeMountTargets: asked by ARN of the file system',
    { FileSystemId: '$oneArn' },
    answers({ MountTargets: [{ MountTargetId: '$target', IpAddress: '10.0.0.4' }] }),
  ),
  efs('DescribeMountTargets: asked for nothing', {}, refuses('BadRequest')),
  efs(
    'DescribeMountTargets: asked for both',
    { FileSystemId: '$one', MountTargetId: '$target' },
    refuses('BadRequest'),
  ),
  efs(
    'DescribeMountTargets: there is no such mount target',
    { MountTargetId: 'fsmt-0123456789abcdef0' },
    refuses('MountTargetNotFound', 404),
  ),
];
