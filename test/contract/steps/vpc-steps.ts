import { answers, ec2, filtered, refuses, type Step } from '../step.ts';

const vpcs = (length: number) => Array.from({ length }, (_, index) => `vpc-${index}`);
const unknownVpc = 'vpc-0123456789abcdef0';
const inVpc = (CidrBlock: string, more: Step['input'] = {}): Step['input'] => ({ VpcId: '$vpc', CidrBlock, ...more });

/** Zones, VPCs and subnets: what a network is made of, and what EC2 refuses to make. */
export const vpcSteps: readonly Step[] = [
  ec2(
    'DescribeAvailabilityZones: one is named',
    { ZoneNames: ['us-east-1b'] },
    answers({ AvailabilityZones: [{ ZoneName: 'us-east-1b', RegionName: 'us-east-1', State: 'available' }] }),
  ),
  ec2(
    'DescribeAvailabilityZones: filtered by name',
    filtered({ 'zone-name': ['us-east-1c', 'us-east-2c'] }),
    answers({ AvailabilityZones: [{ ZoneName: 'us-east-1c', ZoneType: 'availability-zone' }] }),
  ),
  ec2(
    'DescribeAvailabilityZones: there is no such zone',
    { ZoneNames: ['us-east-1z'] },
    refuses('InvalidParameterValue'),
  ),

  ec2('CreateVpc: the block is no block', { CidrBlock: 'ten' }, refuses('InvalidParameterValue')),
  ec2('CreateVpc: the block is larger than /16', { CidrBlock: '10.0.0.0/8' }, refuses('InvalidVpc.Range')),
  ec2('CreateVpc: the block is smaller than /28', { CidrBlock: '10.0.0.0/29' }, refuses('InvalidVpc.Range')),
  ec2('CreateVpc: no block is given', {}, refuses('MissingParameter')),
  ec2(
    'DescribeVpcs: asked by id',
    { VpcIds: ['$vpc'] },
    answers({ Vpcs: [{ VpcId: '$vpc', CidrBlock: '10.0.0.0/16', State: 'available', IsDefault: false }] }),
  ),
  ec2('DescribeVpcs: filtered by block', filtered({ cidr: '10.1.*' }), answers({ Vpcs: [{ VpcId: '$otherVpc' }] })),
  ec2('DescribeVpcs: there is no such VPC', { VpcIds: [unknownVpc] }, refuses('InvalidVpcID.NotFound')),
  ec2('DescribeVpcs: there is no such filter', filtered({ colour: 'red' }), refuses('InvalidParameterValue')),
  ec2('DescribeVpcs: a filter has 200 values', filtered({ 'vpc-id': vpcs(200) }), answers({ Vpcs: [] })),
  ec2('DescribeVpcs: a filter has 201 values', filtered({ 'vpc-id': vpcs(201) }), refuses('FilterLimitExceeded')),
  ec2('DescribeVpcs: a page is to have four', { MaxResults: 4 }, refuses('InvalidParameterValue')),
  ec2(
    'DescribeVpcs: the token is none that it gave',
    { MaxResults: 5, NextToken: 'made-up' },
    refuses('InvalidNextToken'),
  ),
  ec2('DescribeVpcs: it is a dry run', { DryRun: true }, refuses('DryRunOperation', 412)),

  ec2(
    'CreateSubnet: the zone is another',
    inVpc('10.0.16.0/20', { AvailabilityZone: 'us-east-1b' }),
    answers({ Subnet: { VpcId: '$vpc', CidrBlock: '10.0.16.0/20', AvailableIpAddressCount: 4091 } }),
    { subnetB: 'Subnet.SubnetId' },
  ),
  ec2(
    'CreateSubnet: it is the smallest that there can be',
    inVpc('10.0.32.0/28', { AvailabilityZone: 'us-east-1c' }),
    answers({ Subnet: { AvailableIpAddressCount: 11 } }),
    { smallSubnet: 'Subnet.SubnetId' },
  ),
  ec2('CreateSubnet: another has the addresses', inVpc('10.0.0.0/24'), refuses('InvalidSubnet.Conflict')),
  ec2('CreateSubnet: the VPC lacks the addresses', inVpc('10.9.0.0/24'), refuses('InvalidSubnet.Range')),
  ec2(
    'CreateSubnet: the block is smaller than /28',
    inVpc('10.0.48.0/29', { AvailabilityZone: 'us-east-1d' }),
    refuses('InvalidSubnet.Range'),
  ),
  ec2('CreateSubnet: the block is no block', inVpc('ten'), refuses('InvalidParameterValue')),
  ec2(
    'CreateSubnet: there is no such zone',
    inVpc('10.0.64.0/20', { AvailabilityZone: 'us-east-1z' }),
    refuses('InvalidParameterValue'),
  ),
  ec2(
    'CreateSubnet: there is no such VPC',
    { VpcId: unknownVpc, CidrBlock: '10.0.48.0/20' },
    refuses('InvalidVpcID.NotFound'),
  ),
  ec2(
    'DescribeSubnets: asked by id',
    { SubnetIds: ['$subnetB'] },
    answers({ Subnets: [{ SubnetId: '$subnetB', AvailabilityZone: 'us-east-1b', State: 'available' }] }),
  ),
  ec2(
    'DescribeSubnets: filtered by VPC and zone',
    filtered({ 'vpc-id': '$vpc', 'availability-zone': 'us-east-1a' }),
    answers({ Subnets: [{ SubnetId: '$subnet' }] }),
  ),
  ec2(
    'DescribeSubnets: there is no such subnet',
    { SubnetIds: ['subnet-0123456789abcdef0'] },
    refuses('InvalidSubnetID.NotFound'),
  ),
];
