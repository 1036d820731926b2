import { answers, type Expectation, ec2, efs, filtered, refuses, type Step } from '../step.ts';

const modify = (when: string, SecurityGroups: readonly string[] | undefined, expect: Expectation): Step =>
  efs(`ModifyMountTargetSecurityGroups: ${when}`, { MountTargetId: '$target', SecurityGroups }, expect);

const groups = (when: string, SecurityGroups: readonly string[], MountTargetId = '$target'): Step =>
  efs(`DescribeMountTargetSecurityGroups: ${when}`, { MountTargetId }, answers({ SecurityGroups }));

const unknown = { MountTargetId: 'fsmt-0123456789abcdef0' };
const done = answers({}, 204);

/** The groups of a mount target, read and replaced. */
export const groupSteps: readonly Step[] = [
  groups('as it was made', ['$a', '$b']),
  ec2(
    'DescribeSecurityGroups: the default group of the VPC is asked for',
    filtered({ 'vpc-id': '$vpc', 'group-name': 'default' }),
    answers({ SecurityGroups: [{ GroupName: 'default' }] }),
    { default: 'SecurityGroups.0.GroupId' },
  ),
  groups('it was made without groups', ['$default'], '$targetWithout'),
  efs('DescribeMountTargetSecurityGroups: there is no such mount target', unknown, refuses('MountTargetNotFound', 404)),
  modify('all is right', ['$b', '$c'], done),
  groups('it has just been modified', ['$b', '$c']),
  efs(
    'ModifyMountTargetSecurityGroups: there is no such mount target',
    { ...unknown, SecurityGroups: ['$a'] },
    refuses('MountTargetNotFound', 404),
  ),
  modify('groups are named twice', ['$a', '$c', '$a', '$c', '$a', '$c'], done),
  groups('groups were named twice', ['$a', '$c']),
  modify('six groups are asked for', ['$a', '$b', '$c', '$d', '$e', '$f'], refuses('SecurityGroupLimitExceeded')),
  modify('a group does not exist', ['sg-0123456789abcdef0'], refuses('SecurityGroupNotFound')),
  modify('a group is of another VPC', ['$foreign'], refuses('SecurityGroupNotFound')),
  modify('the list is empty', [], refuses('BadRequest')),
  modify('there is no list', undefined, refuses('BadRequest')),
  groups('every change was refused', ['$a', '$c']),
  modify('all is right again', ['$a', '$b'], done),
];
