import type { Step } from './step.ts';

const unknownGroup = 'sg-0123456789abcdef0';
const unknownTarget = 'fsmt-0123456789abcdef0';
const sixGroups = ['$a', '$b', '$c', '$d', '$e', '$f'];

const create = (when: string, input: Step['input'], more: Pick<Step, 'expect' | 'save'>): Step => ({
  service: 'efs',
  operation: 'CreateMountTarget',
  when,
  input: { SubnetId: '$subnet', ...input },
  ...more,
});

const describe = (when: string, input: Step['input'], more: Pick<Step, 'expect'>): Step => ({
  service: 'efs',
  operation: 'DescribeMountTargets',
  when,
  input,
  ...more,
});

/** Mount targets, made and described. */
export const mountTargetSteps: readonly Step[] = [
  create(
    'with two groups',
    { FileSystemId: '$one', SecurityGroups: ['$a', '$b'] },
    {
      save: { target: 'MountTargetId', interface: 'NetworkInterfaceId' },
      expect: { status: 200, output: { FileSystemId: '$one', SubnetId: '$subnet', VpcId: '$vpc' } },
    },
  ),
  create(
    'there is one in the zone already',
    { FileSystemId: '$one' },
    {
      expect: { status: 409, error: 'MountTargetConflict' },
    },
  ),
  create(
    'the file system does not exist',
    { FileSystemId: 'fs-0123456789abcdef0' },
    {
      expect: { status: 404, error: 'FileSystemNotFound' },
    },
  ),
  create(
    'the subnet does not exist',
    { FileSystemId: '$two', SubnetId: 'subnet-0123456789abcdef0' },
    {
      expect: { status: 400, error: 'SubnetNotFound' },
    },
  ),
  create(
    'a group does not exist',
    { FileSystemId: '$two', SecurityGroups: [unknownGroup] },
    {
      expect: { status: 400, error: 'SecurityGroupNotFound' },
    },
  ),
  create(
    'six groups are asked for',
    { FileSystemId: '$three', SecurityGroups: sixGroups },
    {
      expect: { status: 400, error: 'SecurityGroupLimitExceeded' },
    },
  ),
  create(
    'without groups',
    { FileSystemId: '$four' },
    {
      save: { targetWithout: 'MountTargetId', interfaceWithout: 'NetworkInterfaceId' },
      expect: { status: 200 },
    },
  ),
  {
    service: 'efs',
    operation: 'DescribeFileSystems',
    when: 'a mount target was refused',
    input: { FileSystemId: '$three' },
    expect: { status: 200, output: { FileSystems: [{ NumberOfMountTargets: 0 }] } },
  },
  describe(
    'asked by file system',
    { FileSystemId: '$one' },
    {
      expect: {
        status: 200,
        output: {
          MountTargets: [{ MountTargetId: '$target', LifeCycleState: 'available', NetworkInterfaceId: '$interface' }],
        },
      },
    },
  ),
  describe(
    'asked by mount target',
    { MountTargetId: '$target' },
    {
      expect: { status: 200, output: { MountTargets: [{ FileSystemId: '$one', VpcId: '$vpc' }] } },
    },
  ),
  describe(
    'asked by ARN of the file system',
    { FileSystemId: '$oneArn' },
    {
      expect: { status: 200, output: { MountTargets: [{ MountTargetId: '$target' }] } },
    },
  ),
  describe('asked for nothing', {}, { expect: { status: 400, error: 'BadRequest' } }),
  describe(
    'asked for both',
    { FileSystemId: '$one', MountTargetId: '$target' },
    {
      expect: { status: 400, error: 'BadRequest' },
    },
  ),
  describe(
    'there is no such mount target',
    { MountTargetId: unknownTarget },
    {
      expect: { status: 404, error: 'MountTargetNotFound' },
    },
  ),
];
