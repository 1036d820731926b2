import { answers, cloudwatch, ec2, efs, refuses, type Step } from '../step.ts';

const at = (time: string) => new Date(`2026-01-05T${time}:00.000Z`);
const metric = (FileSystemId: string, more: object = {}) => ({
  Id: 'clients',
  MetricStat: {
    Metric: {
      Namespace: 'AWS/EFS',
      MetricName: 'ClientConnections',
      Dimensions: [{ Name: 'FileSystemId', Value: FileSystemId }],
    },
    Period: 60,
    Stat: 'Sum',
    ...more,
  },
});
const ask = (more: Step['input'] = {}): Step['input'] => ({
  MetricDataQueries: [metric('$counted')],
  StartTime: at('12:00'),
  EndTime: at('12:10'),
  ...more,
});
const data = (when: string, input: Step['input'], expect: Step['expect']): Step =>
  cloudwatch(`GetMetricData: ${when}`, input, expect);
const series = (of: Readonly<Record<string, unknown>>) =>
  answers({ MetricDataResults: [{ Id: 'clients', StatusCode: 'Complete', ...of }] });
const minutes = (...times: readonly string[]) => times.map((time) => at(time).toISOString());

/**
 * What no client can bring about: a file system and a mount target that are still being made, a group of another account,
 * and a file system that had 1, 2, 3 and 4 clients in the minutes from 12:00 to 12:03.
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

  data(
    'some minutes have data',
    ask(),
    series({ Values: [4, 3, 2, 1], Timestamps: minutes('12:03', '12:02', '12:01', '12:00') }),
  ),
  data(
    'the first minute is to come first',
    ask({ ScanBy: 'TimestampAscending', EndTime: at('12:02') }),
    series({ Values: [1, 2], Timestamps: minutes('12:00', '12:01') }),
  ),
  data(
    'periods are of two minutes',
    ask({ MetricDataQueries: [metric('$counted', { Period: 120 })] }),
    series({ Values: [7, 3], Timestamps: minutes('12:02', '12:00') }),
  ),
  data(
    'the file system has no data',
    ask({ MetricDataQueries: [metric('fs-0123456789abcdef0')] }),
    series({ Values: [], Timestamps: [] }),
  ),
  data('time runs backwards', ask({ StartTime: at('12:10'), EndTime: at('12:00') }), refuses('ValidationException')),
  data(
    'a period is not of whole minutes',
    ask({ MetricDataQueries: [metric('$counted', { Period: 90 })] }),
    refuses('ValidationException'),
  ),
];
