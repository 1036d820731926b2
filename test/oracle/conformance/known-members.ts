/** Members of an operation's answers, as paths, that one endpoint has and the other lacks. */
export interface Members {
  /** Which AWS has, too, and moto lacks. */
  readonly onlyHere?: readonly string[];
  /** Which nothing here reads, so that the local endpoint lacks them. */
  readonly onlyInMoto?: readonly string[];
}

/** Every operation, by service and name, whose answers are known to have other members at the local endpoint than in moto. */
export const knownMembers: Readonly<Record<string, Members>> = {
  'sqs GetQueueAttributes': {
    onlyInMoto: ['Attributes.SqsManagedSseEnabled'],
  },
  'dynamodb CreateTable': {
    onlyHere: [
      'TableDescription.GlobalSecondaryIndexes[].IndexArn',
      'TableDescription.GlobalSecondaryIndexes[].IndexSizeBytes',
      'TableDescription.GlobalSecondaryIndexes[].ItemCount',
      'TableDescription.GlobalSecondaryIndexes[].ProvisionedThroughput.NumberOfDecreasesToday',
      'TableDescription.TableId',
    ],
    onlyInMoto: [
      'TableDescription.DeletionProtectionEnabled',
      'TableDescription.GlobalSecondaryIndexes[].WarmThroughput',
      'TableDescription.WarmThroughput',
    ],
  },
  'dynamodb DescribeTable': {
    onlyHere: [
      'Table.BillingModeSummary.LastUpdateToPayPerRequestDateTime',
      'Table.GlobalSecondaryIndexes[].IndexArn',
      'Table.GlobalSecondaryIndexes[].IndexSizeBytes',
      'Table.GlobalSecondaryIndexes[].ItemCount',
      'Table.GlobalSecondaryIndexes[].ProvisionedThroughput.NumberOfDecreasesToday',
      'Table.TableId',
    ],
    onlyInMoto: [
      'Table.DeletionProtectionEnabled',
      'Table.GlobalSecondaryIndexes[].WarmThroughput',
      'Table.WarmThroughput',
    ],
  },
  'dynamodb UpdateItem': {
    onlyInMoto: ['ConsumedCapacity'],
  },
  'dynamodb Query': {
    onlyHere: ['LastEvaluatedKey'],
  },
  'ec2 CreateSubnet': {
    onlyInMoto: ['Subnet.Ipv6Native', 'Subnet.PrivateDnsNameOptionsOnLaunch'],
  },
  'ec2 CreateSecurityGroup': {
    onlyHere: ['Tags'],
  },
  'ec2 AuthorizeSecurityGroupIngress': {
    onlyHere: ['SecurityGroupRules[].GroupOwnerId', 'SecurityGroupRules[].SecurityGroupRuleArn'],
  },
  'ec2 DescribeSecurityGroupRules': {
    onlyHere: ['SecurityGroupRules[].GroupOwnerId', 'SecurityGroupRules[].SecurityGroupRuleArn'],
  },
  'ec2 DescribeAvailabilityZones': {
    onlyHere: [
      'AvailabilityZones[].GroupName',
      'AvailabilityZones[].NetworkBorderGroup',
      'AvailabilityZones[].OptInStatus',
    ],
  },
  'ec2 DescribeSubnets': {
    onlyInMoto: ['Subnets[].Ipv6Native', 'Subnets[].PrivateDnsNameOptionsOnLaunch'],
  },
  'ec2 DeleteSecurityGroup': {
    onlyHere: ['GroupId', 'Return'],
  },
  'ec2 DescribeSecurityGroups': {
    onlyHere: ['SecurityGroups[].IpPermissions'],
  },
  'ec2 RevokeSecurityGroupIngress': {
    onlyHere: ['RevokedSecurityGroupRules'],
  },
  'ec2 AuthorizeSecurityGroupEgress': {
    onlyHere: ['SecurityGroupRules[].GroupOwnerId', 'SecurityGroupRules[].SecurityGroupRuleArn'],
  },
  'ec2 RevokeSecurityGroupEgress': {
    onlyHere: ['RevokedSecurityGroupRules'],
  },
  'efs CreateFileSystem': {
    onlyHere: ['FileSystemProtection', 'SizeInBytes.ValueInArchive'],
    onlyInMoto: ['Name', 'SizeInBytes.Timestamp'],
  },
  'efs DescribeFileSystems': {
    onlyHere: [
      'FileSystems[].FileSystemProtection',
      'FileSystems[].ProvisionedThroughputInMibps',
      'FileSystems[].SizeInBytes.ValueInArchive',
    ],
    onlyInMoto: ['FileSystems[].Name', 'FileSystems[].SizeInBytes.Timestamp'],
  },
  'ec2 DescribeNetworkInterfaces': {
    onlyHere: [
      'NetworkInterfaces[].Attachment',
      'NetworkInterfaces[].AvailabilityZoneId',
      'NetworkInterfaces[].PrivateDnsName',
      'NetworkInterfaces[].PrivateIpAddresses[].PrivateDnsName',
    ],
    onlyInMoto: ['NetworkInterfaces[].RequesterId'],
  },
  'ec2 CreateNetworkInterface': {
    onlyHere: [
      'NetworkInterface.AvailabilityZoneId',
      'NetworkInterface.PrivateDnsName',
      'NetworkInterface.PrivateIpAddresses[].PrivateDnsName',
    ],
    onlyInMoto: ['NetworkInterface.RequesterId'],
  },
};
