import type { Step } from './step.ts';

type Difference = NonNullable<Step['moto']>;

const unknownGroup = 'sg-0123456789abcdef0';
const unknownTarget = 'fsmt-0123456789abcdef0';
const sixGroups = ['$a', '$b', '$c', '$d', '$e', '$f'];

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

const accepts = (because: string): Difference => ({ because, status: 200 });

/** The groups of a mount target, read and replaced. */
export const groupSteps: readonly Step[] = [
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
