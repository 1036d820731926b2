import type { Step } from './step.ts';

const group = (name: string, vpc = '$vpc'): Step => ({
  service: 'ec2',
  operation: 'CreateSecurityGroup',
  when: name,
  input: {
    GroupName: name,
    Description: `group ${name}`,
    VpcId: vpc,
    TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'nfs', Value: name }] }],
  },
  save: { [name]: 'GroupId' },
  expect: { status: 200 },
});

/** Two VPCs, a subnet, and groups: what mount targets stand on. */
export const networkSteps: readonly Step[] = [
  {
    service: 'ec2',
    operation: 'CreateVpc',
    when: 'the mount targets are to be in it',
    input: { CidrBlock: '10.0.0.0/16' },
    save: { vpc: 'Vpc.VpcId' },
    expect: { status: 200, output: { Vpc: { CidrBlock: '10.0.0.0/16' } } },
  },
  {
    service: 'ec2',
    operation: 'CreateVpc',
    when: 'it is another one',
    input: { CidrBlock: '10.1.0.0/16' },
    save: { otherVpc: 'Vpc.VpcId' },
    expect: { status: 200 },
  },
  {
    service: 'ec2',
    operation: 'CreateSubnet',
    when: 'the VPC exists',
    input: { VpcId: '$vpc', CidrBlock: '10.0.0.0/20', AvailabilityZone: 'us-east-1a' },
    save: { subnet: 'Subnet.SubnetId' },
    expect: { status: 200, output: { Subnet: { VpcId: '$vpc', AvailabilityZone: 'us-east-1a' } } },
  },
  ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => group(name)),
  group('foreign', '$otherVpc'),
  {
    service: 'ec2',
    operation: 'DescribeSecurityGroups',
    when: 'filtered by a tag',
    input: { Filters: [{ Name: 'tag:nfs', Values: ['a'] }] },
    expect: {
      status: 200,
      output: {
        SecurityGroups: [{ GroupId: '$a', GroupName: 'a', VpcId: '$vpc', Tags: [{ Key: 'nfs', Value: 'a' }] }],
      },
    },
  },
  {
    service: 'ec2',
    operation: 'DescribeSecurityGroups',
    when: 'filtered by name with a wildcard',
    input: { Filters: [{ Name: 'group-name', Values: ['fore*'] }] },
    expect: { status: 200, output: { SecurityGroups: [{ GroupId: '$foreign' }] } },
  },
  {
    service: 'ec2',
    operation: 'DescribeSecurityGroups',
    when: 'asked for an id that does not exist',
    input: { GroupIds: ['sg-0123456789abcdef0'] },
    expect: { status: 400, error: 'InvalidGroup.NotFound' },
  },
  {
    service: 'ec2',
    operation: 'DescribeSecurityGroups',
    when: 'filtered by an id that does not exist',
    input: { Filters: [{ Name: 'group-id', Values: ['sg-0123456789abcdef0'] }] },
    expect: { status: 200, output: { SecurityGroups: [] } },
  },
  {
    service: 'ec2',
    operation: 'DescribeSecurityGroups',
    when: 'asked for pages of five',
    input: { MaxResults: 5 },
    save: { nextGroups: 'NextToken' },
    expect: { status: 200, output: { SecurityGroups: Array(5).fill({}) } },
  },
  {
    service: 'ec2',
    operation: 'DescribeSecurityGroups',
    when: 'asked for the page after the first five of nine',
    input: { MaxResults: 5, NextToken: '$nextGroups' },
    expect: { status: 200, output: { SecurityGroups: Array(4).fill({}) }, without: ['NextToken'] },
  },
  {
    service: 'ec2',
    operation: 'GetSecurityGroupsForVpc',
    when: 'the VPC has groups',
    input: { VpcId: '$vpc', Filters: [{ Name: 'group-id', Values: ['$a'] }] },
    expect: {
      status: 200,
      output: {
        SecurityGroupForVpcs: [
          { GroupId: '$a', GroupName: 'a', PrimaryVpcId: '$vpc', Tags: [{ Key: 'nfs', Value: 'a' }] },
        ],
      },
    },
  },
  {
    service: 'ec2',
    operation: 'AuthorizeSecurityGroupIngress',
    when: 'NFS is allowed from a group',
    input: {
      GroupId: '$a',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049, UserIdGroupPairs: [{ GroupId: '$b' }] }],
    },
    expect: { status: 200, output: { Return: true } },
  },
  {
    service: 'ec2',
    operation: 'DescribeSecurityGroupRules',
    when: 'filtered by group',
    input: { Filters: [{ Name: 'group-id', Values: ['$a'] }] },
    expect: { status: 200 },
  },
];
