import { answers, ec2, efs, refuses, type Step } from '../step.ts';
import { flowLogSteps } from './flow-log-steps.ts';

/**
 * What no client can bring about: a file system and a mount target that are still being made, a group of another account, and
 * what flow logs wrote.
 */
export const preparedSteps: readonly Step[] = [
  efs(
    'DescribeFileSystems: it is still being made',
    { FileSystemId: '$unfinished' },
    answers({ FileSystems: [{ LifeCycleState: 'creating' }] }),
  ),
  efs(
    'UpdateFileSystem: it is still being made',
    { FileSystemId: '$unfinished', ThroughputMode: 'elastic' },
    refuses('IncorrectFileSystemLifeCycleState', 409),
  ),
  efs(
    'CreateMountTarget: its file system is still being made',
    { FileSystemId: '$unfinished', SubnetId: '$subnet' },
    refuses('IncorrectFileSystemLifeCycleState', 409),
  ),
  efs(
    'DescribeMountTargets: it is still being made',
    { MountTargetId: '$early' },
    answers({ MountTargets: [{ MountTargetId: '$early', LifeCycleState: 'creating' }] }),
  ),
  efs(
    'DescribeMountTargetSecurityGroups: it is still being made',
    { MountTargetId: '$early' },
    refuses('IncorrectMountTargetState', 409),
  ),
  efs(
    'ModifyMountTargetSecurityGroups: it is still being made',
    { MountTargetId: '$early', SecurityGroups: ['$shared'] },
    refuses('IncorrectMountTargetState', 409),
  ),
  ec2(
    'DescribeSecurityGroups: it is of another account',
    { GroupIds: ['$shared'] },
    answers({ SecurityGroups: [{ OwnerId: '999988887777' }] }),
  ),
  ec2(
    'AuthorizeSecurityGroupIngress: it is of another account',
    { GroupId: '$shared', IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }] },
    refuses('UnauthorizedOperation', 403),
  ),
  efs('CreateFileSystem: it exists at once', { CreationToken: 'new' }, answers({}, 201), { made: 'FileSystemId' }),
  efs(
    'CreateMountTarget: a group is of another account, which shares it',
    { FileSystemId: '$made', SubnetId: '$subnet', SecurityGroups: ['$shared'] },
    answers(),
  ),
  ...flowLogSteps,
];
