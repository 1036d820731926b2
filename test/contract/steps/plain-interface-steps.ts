import { answers, ec2, efs, refuses, type Step } from '../step.ts';

const unknownInterface = 'eni-0123456789abcdef0';
const addressesOfSmallSubnet = 11;

/** Network interfaces that are nobody's mount target, and a subnet that they fill. */
export const plainInterfaceSteps: readonly Step[] = [
  ec2(
    'CreateNetworkInterface: it gets a group and a description',
    { SubnetId: '$subnetB', Groups: ['$c'], Description: 'plain' },
    answers({
      NetworkInterface: { Description: 'plain', Groups: [{ GroupId: '$c', GroupName: 'c' }], VpcId: '$vpc' },
    }),
    { plain: 'NetworkInterface.NetworkInterfaceId' },
  ),
  ec2(
    'CreateNetworkInterface: there is no such subnet',
    { SubnetId: 'subnet-0123456789abcdef0' },
    refuses('InvalidSubnetID.NotFound'),
  ),
  ec2(
    'CreateNetworkInterface: there is no such group',
    { SubnetId: '$subnetB', Groups: ['sg-0123456789abcdef0'] },
    refuses('InvalidGroup.NotFound'),
  ),
  ec2(
    'CreateNetworkInterface: the group is of another VPC',
    { SubnetId: '$subnetB', Groups: ['$foreign'] },
    refuses('InvalidParameter'),
  ),
  ec2(
    'CreateNetworkInterface: six groups are asked for',
    { SubnetId: '$subnetB', Groups: ['$default', '$b', '$c', '$d', '$e', '$f'] },
    refuses('SecurityGroupsPerInterfaceLimitExceeded'),
  ),
  ec2(
    'DescribeNetworkInterfaceAttribute: its description is asked for',
    { NetworkInterfaceId: '$plain', Attribute: 'description' },
    answers({ NetworkInterfaceId: '$plain', Description: { Value: 'plain' } }),
  ),
  ec2(
    'DescribeNetworkInterfaceAttribute: its groups are asked for',
    { NetworkInterfaceId: '$plain', Attribute: 'groupSet' },
    answers({ Groups: [{ GroupId: '$c' }] }),
  ),
  ec2(
    'DescribeNetworkInterfaceAttribute: no attribute is asked for',
    { NetworkInterfaceId: '$plain' },
    refuses('InvalidParameterCombination'),
  ),
  ec2(
    'DescribeNetworkInterfaceAttribute: there is no such interface',
    { NetworkInterfaceId: unknownInterface, Attribute: 'groupSet' },
    refuses('InvalidNetworkInterfaceID.NotFound'),
  ),
  ec2(
    "ModifyNetworkInterfaceAttribute: it is its owner's",
    { NetworkInterfaceId: '$plain', Groups: ['$d', '$e'] },
    answers(),
  ),
  ec2(
    'DescribeNetworkInterfaces: its groups were changed',
    { NetworkInterfaceIds: ['$plain'] },
    answers({ NetworkInterfaces: [{ InterfaceType: 'interface', Groups: [{ GroupId: '$d' }, { GroupId: '$e' }] }] }),
  ),
  ec2(
    'ModifyNetworkInterfaceAttribute: the group is of another VPC',
    { NetworkInterfaceId: '$plain', Groups: ['$foreign'] },
    refuses('InvalidParameter'),
  ),
  ec2(
    'ModifyNetworkInterfaceAttribute: there is no such interface',
    { NetworkInterfaceId: unknownInterface, Groups: ['$c'] },
    refuses('InvalidNetworkInterfaceID.NotFound'),
  ),
  ec2(
    'DescribeNetworkInterfaces: asked for ids and for pages',
    { NetworkInterfaceIds: ['$plain'], MaxResults: 5 },
    refuses('InvalidParameterCombination'),
  ),
  ec2('DeleteSecurityGroup: an interface has it', { GroupId: '$d' }, refuses('DependencyViolation')),
  ec2('DeleteNetworkInterface: nobody uses it', { NetworkInterfaceId: '$plain' }, answers()),
  ec2(
    'DeleteNetworkInterface: it is gone',
    { NetworkInterfaceId: '$plain' },
    refuses('InvalidNetworkInterfaceID.NotFound'),
  ),

  ...Array.from({ length: addressesOfSmallSubnet }, (_, index) =>
    ec2(
      `CreateNetworkInterface: it takes address ${index + 1} of ${addressesOfSmallSubnet} in the smallest subnet`,
      { SubnetId: '$smallSubnet', Groups: ['$c'] },
      answers({ NetworkInterface: { SubnetId: '$smallSubnet' } }),
    ),
  ),
  ec2(
    'CreateNetworkInterface: the subnet has no address left',
    { SubnetId: '$smallSubnet', Groups: ['$c'] },
    refuses('InsufficientFreeAddressesInSubnet'),
  ),
  efs(
    'CreateMountTarget: the subnet has no address left',
    { FileSystemId: '$two', SubnetId: '$smallSubnet', SecurityGroups: ['$c'] },
    refuses('NoFreeAddressesInSubnet', 409),
  ),
];
