import { answers, ec2, filtered, refuses, type Step } from '../step.ts';

const group = (name: string, VpcId = '$vpc'): Step =>
  ec2(
    `CreateSecurityGroup: ${name}`,
    {
      GroupName: name,
      Description: `group ${name}`,
      VpcId,
      TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'nfs', Value: name }] }],
    },
    answers(),
    { [name]: 'GroupId' },
  );
const Tags = [{ Key: 'nfs', Value: 'a' }];

/** Two VPCs, a subnet, and groups: what mount targets stand on. */
export const networkSteps: readonly Step[] = [
  ec2(
    'CreateVpc: the mount targets are to be in it',
    { CidrBlock: '10.0.0.0/16' },
    answers({ Vpc: { CidrBlock: '10.0.0.0/16' } }),
    { vpc: 'Vpc.VpcId' },
  ),
  ec2('CreateVpc: it is another one', { CidrBlock: '10.1.0.0/16' }, answers(), { otherVpc: 'Vpc.VpcId' }),
  ec2(
    'CreateSubnet: the VPC exists',
    { VpcId: '$vpc', CidrBlock: '10.0.0.0/20', AvailabilityZone: 'us-east-1a' },
    answers({ Subnet: { VpcId: '$vpc', AvailabilityZone: 'us-east-1a' } }),
    { subnet: 'Subnet.SubnetId' },
  ),
  ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => group(name)),
  group('foreign', '$otherVpc'),
  ec2(
    'DescribeSecurityGroups: filtered by a tag',
    filtered({ 'tag:nfs': 'a' }),
    answers({ SecurityGroups: [{ GroupId: '$a', GroupName: 'a', VpcId: '$vpc', Tags }] }),
  ),
  ec2(
    'DescribeSecurityGroups: filtered by name with a wildcard',
    filtered({ 'group-name': 'fore*' }),
    answers({ SecurityGroups: [{ GroupId: '$foreign' }] }),
  ),
  ec2(
    'DescribeSecurityGroups: asked for an id that does not exist',
    { GroupIds: ['sg-0123456789abcdef0'] },
    refuses('InvalidGroup.NotFound'),
  ),
  ec2(
    'DescribeSecurityGroups: filtered by an id that does not exist',
    filtered({ 'group-id': 'sg-0123456789abcdef0' }),
    answers({ SecurityGroups: [] }),
  ),
  ec2(
    'DescribeSecurityGroups: asked for pages of five',
    { MaxResults: 5 },
    answers({ SecurityGroups: Array(5).fill({}) }),
    { nextGroups: 'NextToken' },
  ),
  ec2(
    'DescribeSecurityGroups: asked for the page after the first five of nine',
    { MaxResults: 5, NextToken: '$nextGroups' },
    { ...answers({ SecurityGroups: Array(4).fill({}) }), without: ['NextToken'] },
  ),
  ec2('DescribeSecurityGroups: a page is to have 1001', { MaxResults: 1001 }, refuses('InvalidParameterValue')),
  ec2(
    'GetSecurityGroupsForVpc: the VPC has groups',
    { VpcId: '$vpc', ...filtered({ 'group-id': '$a' }) },
    answers({ SecurityGroupForVpcs: [{ GroupId: '$a', GroupName: 'a', PrimaryVpcId: '$vpc', Tags }] }),
  ),
  ec2(
    'AuthorizeSecurityGroupIngress: NFS is allowed from a group',
    {
      GroupId: '$a',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049, UserIdGroupPairs: [{ GroupId: '$b' }] }],
    },
    answers({ Return: true }),
  ),
  ec2('DescribeSecurityGroupRules: filtered by group', filtered({ 'group-id': '$a' }), answers()),
];
