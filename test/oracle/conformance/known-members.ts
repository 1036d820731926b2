/** Members of an operation's answers, as paths, and values in them, that one endpoint has and the other lacks. */
export interface Members {
  /** As AWS has them, as far as is known, and moto does not. */
  readonly onlyHere?: readonly string[];
  /** Which nothing here reads, so that the local endpoint lacks them, or which stand in place of what it has. */
  readonly onlyInMoto?: readonly string[];
}

/**
 * Every operation, by service and name, whose answers are known to differ between the local endpoint and moto at steps that
 * both otherwise answer alike. A row that is no longer true fails a test, and so does a difference without a row.
 */
export const knownMembers: Readonly<Record<string, Members>> = {
  'sqs GetQueueAttributes': {
    onlyInMoto: ['Attributes.SqsManagedSseEnabled'],
  },
  'sqs ChangeMessageVisibilityBatch': {
    onlyHere: ['Failed[].Message = The input receipt handle "nonsense" is not a valid receipt handle.'],
    onlyInMoto: ['Failed[].Message = The input receipt handle is invalid.'],
  },
  'dynamodb CreateTable': {
    onlyHere: [
      'TableDescription.GlobalSecondaryIndexes[].IndexArn',
      'TableDescription.GlobalSecondaryIndexes[].IndexSizeBytes',
      'TableDescription.GlobalSecondaryIndexes[].IndexStatus = CREATING',
      'TableDescription.GlobalSecondaryIndexes[].ItemCount',
      'TableDescription.GlobalSecondaryIndexes[].ProvisionedThroughput.NumberOfDecreasesToday',
      'TableDescription.TableId',
      'TableDescription.TableStatus = CREATING',
    ],
    onlyInMoto: [
      'TableDescription.DeletionProtectionEnabled',
      'TableDescription.GlobalSecondaryIndexes[].IndexStatus = ACTIVE',
      'TableDescription.GlobalSecondaryIndexes[].WarmThroughput',
      'TableDescription.TableStatus = ACTIVE',
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
  'ec2 CreateVpc': {
    onlyInMoto: ['Vpc.DhcpOptionsId = default'],
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
  'ec2 DescribeVpcs': {
    onlyInMoto: ['Vpcs[].DhcpOptionsId = default'],
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
    onlyHere: [
      'FileSystemProtection',
      'LifeCycleState = creating',
      'SizeInBytes.Value = 6144',
      'SizeInBytes.ValueInArchive',
      'SizeInBytes.ValueInStandard = 6144',
    ],
    onlyInMoto: [
      'LifeCycleState = available',
      'Name',
      'SizeInBytes.Timestamp',
      'SizeInBytes.Value = 0',
      'SizeInBytes.ValueInStandard = 0',
    ],
  },
  'efs DescribeFileSystems': {
    onlyHere: [
      'FileSystems[].FileSystemProtection',
      'FileSystems[].NumberOfMountTargets = 0',
      'FileSystems[].ProvisionedThroughputInMibps',
      'FileSystems[].SizeInBytes.Value = 6144',
      'FileSystems[].SizeInBytes.ValueInArchive',
      'FileSystems[].SizeInBytes.ValueInStandard = 6144',
      'FileSystems[].ThroughputMode = provisioned',
    ],
    onlyInMoto: [
      'FileSystems[].Name',
      'FileSystems[].NumberOfMountTargets = 1',
      'FileSystems[].SizeInBytes.Timestamp',
      'FileSystems[].SizeInBytes.Value = 0',
      'FileSystems[].SizeInBytes.ValueInStandard = 0',
      'FileSystems[].ThroughputMode = bursting',
    ],
  },
  'efs CreateMountTarget': {
    onlyHere: ['LifeCycleState = creating'],
    onlyInMoto: ['LifeCycleState = available'],
  },
  'ec2 DescribeNetworkInterfaces': {
    onlyHere: [
      'NetworkInterfaces[].Attachment',
      'NetworkInterfaces[].AvailabilityZoneId',
      'NetworkInterfaces[].InterfaceType = efs',
      'NetworkInterfaces[].PrivateDnsName',
      'NetworkInterfaces[].PrivateIpAddresses[].PrivateDnsName',
      'NetworkInterfaces[].RequesterManaged = true',
      'NetworkInterfaces[].Status = in-use',
    ],
    onlyInMoto: [
      'NetworkInterfaces[].Description = ',
      'NetworkInterfaces[].InterfaceType = interface',
      'NetworkInterfaces[].RequesterId',
      'NetworkInterfaces[].RequesterManaged = false',
      'NetworkInterfaces[].Status = available',
    ],
  },
  'ec2 CreateNetworkInterface': {
    onlyHere: [
      'NetworkInterface.AvailabilityZoneId',
      'NetworkInterface.PrivateDnsName',
      'NetworkInterface.PrivateIpAddresses[].PrivateDnsName',
    ],
    onlyInMoto: ['NetworkInterface.RequesterId'],
  },
  'cloudwatch GetMetricData': {
    onlyHere: ['MetricDataResults[].Label = ClientConnections'],
    onlyInMoto: ['MetricDataResults[].Label = ClientConnections Sum'],
  },
};
