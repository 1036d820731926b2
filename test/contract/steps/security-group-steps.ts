import { answers, ec2, filtered, refuses, type Step } from '../step.ts';

const unknownGroup = 'sg-0123456789abcdef0';
const create = (GroupName: string, more: Step['input'] = {}): Step['input'] => ({
  GroupName,
  Description: 'a group',
  VpcId: '$vpc',
  ...more,
});
const tagged = (...Tags: readonly { readonly Key: string; readonly Value: string }[]) => ({
  TagSpecifications: [{ ResourceType: 'security-group', Tags }],
});

/** Security groups, made, deleted and associated with other VPCs. */
export const securityGroupSteps: readonly Step[] = [
  ec2('CreateSecurityGroup: its name is taken in the VPC', create('a'), refuses('InvalidGroup.Duplicate')),
  ec2('CreateSecurityGroup: its name looks like an id', create('sg-name'), refuses('InvalidParameterValue')),
  ec2(
    'CreateSecurityGroup: there is no such VPC',
    create('lost', { VpcId: 'vpc-0123456789abcdef0' }),
    refuses('InvalidVpcID.NotFound'),
  ),
  ec2(
    'CreateSecurityGroup: neither a VPC is named nor is there a default one',
    { GroupName: 'lost', Description: 'a group' },
    refuses('VPCIdNotSpecified'),
  ),
  ec2('CreateSecurityGroup: no description is given', { GroupName: 'bare' }, refuses('MissingParameter')),
  ec2(
    "CreateSecurityGroup: a tag is AWS's own",
    create('reserved', tagged({ Key: 'aws:owner', Value: 'me' })),
    refuses('InvalidParameterValue'),
  ),
  ec2(
    'CreateSecurityGroup: it has 51 tags',
    create('crowded', tagged(...Array.from({ length: 51 }, (_, index) => ({ Key: `key-${index}`, Value: '' })))),
    refuses('TagLimitExceeded'),
  ),
  ec2('CreateSecurityGroup: nobody needs it', create('spare'), answers(), { spare: 'GroupId' }),
  ec2('DeleteSecurityGroup: nobody needs it', { GroupId: '$spare' }, answers()),
  ec2('DeleteSecurityGroup: it is gone', { GroupId: '$spare' }, refuses('InvalidGroup.NotFound')),
  ec2(
    'DescribeSecurityGroups: the default group of the other VPC is asked for',
    filtered({ 'vpc-id': '$otherVpc', 'group-name': 'default' }),
    answers({ SecurityGroups: [{ Description: 'default VPC security group' }] }),
    { otherDefault: 'SecurityGroups.0.GroupId' },
  ),
  ec2("DeleteSecurityGroup: it is a VPC's default", { GroupId: '$otherDefault' }, refuses('CannotDelete')),

  ec2(
    'DescribeSecurityGroups: asked for what is no id',
    { GroupIds: ['sg-nonsense'] },
    refuses('InvalidGroupId.Malformed'),
  ),
  ec2(
    'DescribeSecurityGroups: asked for a name that no group has',
    { GroupNames: ['nobody'] },
    refuses('InvalidGroup.NotFound'),
  ),
  ec2(
    'DescribeSecurityGroups: asked for ids and for pages',
    { GroupIds: ['$a'], MaxResults: 5 },
    refuses('InvalidParameterCombination'),
  ),
  ec2(
    'GetSecurityGroupsForVpc: there is no such VPC',
    { VpcId: 'vpc-0123456789abcdef0' },
    refuses('InvalidVpcID.NotFound'),
  ),

  ec2('AssociateSecurityGroupVpc: the VPC is another', { GroupId: '$f', VpcId: '$otherVpc' }, answers()),
  ec2(
    "AssociateSecurityGroupVpc: the VPC is the group's own",
    { GroupId: '$f', VpcId: '$vpc' },
    refuses('InvalidParameterValue'),
  ),
  ec2(
    'AssociateSecurityGroupVpc: there is no such group',
    { GroupId: unknownGroup, VpcId: '$otherVpc' },
    refuses('InvalidGroup.NotFound'),
  ),
  ec2(
    'DescribeSecurityGroupVpcAssociations: filtered by group',
    filtered({ 'group-id': '$f' }),
    answers({ SecurityGroupVpcAssociations: [{ GroupId: '$f', VpcId: '$otherVpc', State: 'associated' }] }),
  ),
];
