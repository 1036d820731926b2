import { answers, ec2, filtered, refuses, type Step } from '../step.ts';

const tag = (Key: string, Value = '') => ({ Key, Value });

/** Tags of what EC2 keeps. */
export const tagSteps: readonly Step[] = [
  ec2(
    'CreateTags: several resources get them',
    { Resources: ['$c', '$vpc', '$subnet', '$list'], Tags: [tag('colour', 'red'), tag('shape', 'round')] },
    answers(),
  ),
  ec2(
    'DescribeTags: filtered by resource',
    filtered({ 'resource-id': '$subnet' }),
    answers({
      Tags: [
        { ResourceId: '$subnet', ResourceType: 'subnet', Key: 'colour', Value: 'red' },
        { ResourceId: '$subnet', ResourceType: 'subnet', Key: 'shape', Value: 'round' },
      ],
    }),
  ),
  ec2(
    'DescribeTags: filtered by the kind of resource, key and value',
    filtered({ 'resource-type': 'security-group', key: 'colour', value: 'r*' }),
    answers({ Tags: [{ ResourceId: '$c' }] }),
  ),
  ec2('DeleteTags: the key has another value', { Resources: ['$c'], Tags: [tag('colour', 'blue')] }, answers()),
  ec2('DeleteTags: the key is named alone', { Resources: ['$c'], Tags: [{ Key: 'shape' }] }, answers()),
  ec2(
    'DescribeSecurityGroups: some of its tags were taken away',
    { GroupIds: ['$c'] },
    answers({ SecurityGroups: [{ Tags: [tag('nfs', 'c'), tag('colour', 'red')] }] }),
  ),
  ec2(
    'CreateTags: there is no such group',
    { Resources: ['sg-0123456789abcdef0'], Tags: [tag('colour')] },
    refuses('InvalidGroup.NotFound'),
  ),
  ec2(
    'CreateTags: the resource is no id of anything',
    { Resources: ['thing-0123456789abcdef0'], Tags: [tag('colour')] },
    refuses('InvalidID'),
  ),
  ec2("CreateTags: a key is AWS's own", { Resources: ['$c'], Tags: [tag('aws:x')] }, refuses('InvalidParameterValue')),
  ec2(
    'CreateTags: the resource would have more than 50',
    { Resources: ['$c'], Tags: Array.from({ length: 50 }, (_, index) => tag(`key-${index}`)) },
    refuses('TagLimitExceeded'),
  ),
];
