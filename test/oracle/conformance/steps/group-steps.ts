import type { Step } from './step.ts';

const unknownGroup = 'sg-0123456789abcdef0';
const unknownTarget = 'fsmt-0123456789abcdef0';
const sixGroups = ['$a', '$b', '$c', '$d', '$e', '$f'];

const modify = (when: string, input: Step['input'], more: Pick<Step, 'expect'>): Step => ({
  service: 'efs',
  operation: 'ModifyMountTargetSecurityGroups',
  when,
  input: { MountTargetId: '$target', ...input },
  ...more,
});

const groups = (when: string, SecurityGroups: readonly string[]): Step => ({
  service: 'efs',
  operation: 'DescribeMountTargetSecurityGroups',
  when,
  input: { MountTargetId: '$target' },
  expect: { status: 200, output: { SecurityGroups } },
});

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
    },
  ),
  groups('a group was named twice', ['$a']),
  modify(
    'six groups are asked for',
    { SecurityGroups: sixGroups },
    {
      expect: { status: 400, error: 'SecurityGroupLimitExceeded' },
    },
  ),
  modify(
    'a group does not exist',
    { SecurityGroups: [unknownGroup] },
    {
      expect: { status: 400, error: 'SecurityGroupNotFound' },
    },
  ),
  modify(
    'a group is of another VPC',
    { SecurityGroups: ['$foreign'] },
    {
      expect: { status: 400, error: 'SecurityGroupNotFound' },
    },
  ),
  modify(
    'the list is empty',
    { SecurityGroups: [] },
    {
      expect: { status: 400, error: 'BadRequest' },
    },
  ),
  modify(
    'there is no list',
    {},
    {
      expect: { status: 400, error: 'BadRequest' },
    },
  ),
  modify(
    'all is right again',
    { SecurityGroups: ['$a', '$b'] },
    {
      expect: { status: 204 },
    },
  ),
];
