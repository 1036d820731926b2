import type { Step } from './step.ts';

type Difference = NonNullable<Step['moto']>;

const unknownGroup = 'sg-0123456789abcdef0';
const unknownTarget = 'fsmt-0123456789abcdef0';
const sixGroups = ['$a', '$b', '$c', '$d', '$e', '$f'];

const create = (when: string, input: Step['input'], more: Pick<Step, 'expect' | 'save' | 'moto'>): Step => ({
  service: 'efs',
  operation: 'CreateMountTarget',
  when,
  input: { SubnetId: '$subnet', ...input },
  ...more,
});

const modify = (when: string, input: Step['input'], more: Pick<Step, 'expect' | 'moto'>): Step => ({
  service: 'efs',
  operation: 'ModifyMountTargetSecurityGroups',
  when,
  input: { MountTargetId: '$target', ...input },
  ...more,
});

const groups = (when: string, SecurityGroups: readonly string[], moto?: Difference): Step => ({
  service: 'efs',
  operation: 'DescribeMountTargetSecurityGroups',
  when,
  input: { MountTargetId: '$target' },
  expect: { status: 200, output: { SecurityGroups } },
  ...(moto && { moto }),
});

const describe = (when: string, input: Step['input'], more: Pick<Step, 'expect' | 'moto'>): Step => ({
  service: 'efs',
  operation: 'DescribeMountTargets',
  when,
  input,
  ...more,
});

const accepts = (because: string): Difference => ({ because, status: 200 });

/** Mount targets and their groups. */
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
      moto: { because: 'it answers with 404', status: 404 },
    },
  ),
  create(
    'a group does not exist',
    { FileSystemId: '$two', SecurityGroups: [unknownGroup] },
    {
      expect: { status: 400, error: 'SecurityGroupNotFound' },
      moto: { because: 'it answers with 404', status: 404 },
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
    moto: {
      because: 'a mount target that it refused is half made',
      status: 200,
      output: { FileSystems: [{ NumberOfMountTargets: 1 }] },
    },
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
      moto: { because: 'it knows no ARN as an id', status: 404 },
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
  groups('as it was made', ['$a', '$b']),
  {
    service: 'ec2',
    operation: 'DescribeSecurityGroups',
    when: 'the default group of the VPC is asked for',
    input: {
      Filters: [
        { Name: 'vpc-id', Values: ['$vpc'] },
        { Name: 'group-name', Values: ['default'] },
      ],
    },
    save: { default: 'SecurityGroups.0.GroupId' },
    expect: { status: 200, output: { SecurityGroups: [{ GroupName: 'default' }] } },
  },
  {
    service: 'efs',
    operation: 'DescribeMountTargetSecurityGroups',
    when: 'it was made without groups',
    input: { MountTargetId: '$targetWithout' },
    expect: { status: 200, output: { SecurityGroups: ['$default'] } },
    moto: {
      because: 'it does not know the default group that its interface has',
      status: 200,
      without: ['SecurityGroups'],
    },
  },
  {
    service: 'efs',
    operation: 'DescribeMountTargetSecurityGroups',
    when: 'there is no such mount target',
    input: { MountTargetId: unknownTarget },
    expect: { status: 404, error: 'MountTargetNotFound' },
  },
  modify(
    'all is right',
    { SecurityGroups: ['$b', '$c'] },
    {
      expect: { status: 204 },
      moto: accepts('it answers with 200 and a body'),
    },
  ),
  groups('it has just been modified', ['$b', '$c']),
  modify(
    'there is no such mount target',
    { MountTargetId: unknownTarget, SecurityGroups: ['$a'] },
    {
      expect: { status: 404, error: 'MountTargetNotFound' },
    },
  ),
  modify(
    'a group is named twice',
    { SecurityGroups: ['$a', '$a'] },
    {
      expect: { status: 204 },
      moto: accepts('it answers with 200 and a body'),
    },
  ),
  groups('a group was named twice', ['$a'], {
    because: 'it keeps what is named twice',
    status: 200,
    output: { SecurityGroups: ['$a', '$a'] },
  }),
  modify(
    'six groups are asked for',
    { SecurityGroups: sixGroups },
    {
      expect: { status: 400, error: 'SecurityGroupLimitExceeded' },
      moto: accepts('it limits groups only at creation'),
    },
  ),
  modify(
    'a group does not exist',
    { SecurityGroups: [unknownGroup] },
    {
      expect: { status: 400, error: 'SecurityGroupNotFound' },
      moto: accepts('it does not look whether a group exists'),
    },
  ),
  modify(
    'a group is of another VPC',
    { SecurityGroups: ['$foreign'] },
    {
      expect: { status: 400, error: 'SecurityGroupNotFound' },
      moto: accepts('it does not look at the VPC'),
    },
  ),
  modify(
    'the list is empty',
    { SecurityGroups: [] },
    {
      expect: { status: 400, error: 'BadRequest' },
      moto: accepts('it leaves a mount target without groups'),
    },
  ),
  modify(
    'there is no list',
    {},
    {
      expect: { status: 400, error: 'BadRequest' },
      moto: { because: 'it fails', status: 500 },
    },
  ),
  modify(
    'all is right again',
    { SecurityGroups: ['$a', '$b'] },
    {
      expect: { status: 204 },
      moto: accepts('it answers with 200 and a body'),
    },
  ),
];
