import { dynamodb, ec2, efs, logs, refuses, type Step, sqs } from '../step.ts';

type Errors = Readonly<Record<string, number>>;

/** A step for each error, with its HTTP status, that an operation is told to answer with. */
const refusals = (write: typeof efs, operation: string, input: Step['input'], errors: Errors): readonly Step[] =>
  Object.entries(errors).map(([error, status]) => {
    const step = write(`${operation}: it answers ${error}`, input, refuses(error, status));
    return { ...step, fault: { operation: `${step.service}:${operation}`, error } };
  });

const ofEfs = { BadRequest: 400, InternalServerError: 500, ThrottlingException: 400, AccessDeniedException: 403 };
const ofEc2 = {
  RequestLimitExceeded: 503,
  UnauthorizedOperation: 403,
  InternalError: 500,
  ServiceUnavailable: 503,
  Unavailable: 503,
};
const ofSqs = {
  RequestThrottled: 403,
  AccessDenied: 403,
  InternalFailure: 500,
  ServiceUnavailable: 503,
  QueueDoesNotExist: 400,
  UnsupportedOperation: 400,
  InvalidAddress: 404,
  InvalidSecurity: 403,
};
const ofKeys = {
  ...ofSqs,
  KmsAccessDenied: 400,
  KmsDisabled: 400,
  KmsInvalidKeyUsage: 400,
  KmsInvalidState: 400,
  KmsNotFound: 400,
  KmsOptInRequired: 403,
  KmsThrottled: 400,
};
const ofLogs = {
  InvalidParameterException: 400,
  ResourceNotFoundException: 400,
  ServiceUnavailableException: 503,
  ThrottlingException: 400,
  AccessDeniedException: 400,
  InternalFailure: 500,
};
const ofTables = {
  RequestLimitExceeded: 400,
  ThrottlingException: 400,
  // DynamoDB developer guide, "Error messages and codes".
  AccessDeniedException: 400,
  InternalServerError: 500,
  ServiceUnavailable: 503,
};
const ofDynamoDb = { ...ofTables, ProvisionedThroughputExceededException: 400 };
const item = { TableName: 'ledger', Key: { pk: { S: 'fsmt-1' }, sk: { S: 'state' } } };
const mountTarget = { MountTargetId: 'fsmt-0123456789abcdef0' };
const work = { QueueUrl: 'http://127.0.0.1/123456789012/work' };

/**
 * What each operation that mountguard calls may answer: what it documents, being throttled, a refusal by IAM, and AWS's
 * own failures.
 */
export const injectedErrors: readonly Step[] = [
  ...refusals(efs, 'DescribeFileSystems', {}, { ...ofEfs, FileSystemNotFound: 404 }),
  ...refusals(efs, 'DescribeMountTargets', mountTarget, {
    ...ofEfs,
    FileSystemNotFound: 404,
    MountTargetNotFound: 404,
    AccessPointNotFound: 404,
  }),
  ...refusals(efs, 'DescribeMountTargetSecurityGroups', mountTarget, {
    ...ofEfs,
    MountTargetNotFound: 404,
    IncorrectMountTargetState: 409,
  }),
  ...refusals(
    efs,
    'ModifyMountTargetSecurityGroups',
    { ...mountTarget, SecurityGroups: ['sg-0123456789abcdef0'] },
    {
      ...ofEfs,
      MountTargetNotFound: 404,
      IncorrectMountTargetState: 409,
      SecurityGroupLimitExceeded: 400,
      SecurityGroupNotFound: 400,
    },
  ),
  ...refusals(ec2, 'DescribeNetworkInterfaces', {}, ofEc2),
  ...refusals(ec2, 'DescribeSecurityGroups', {}, { ...ofEc2, 'InvalidGroup.NotFound': 400 }),
  ...refusals(ec2, 'DescribeVpcs', {}, { ...ofEc2, 'InvalidVpcID.NotFound': 400 }),
  ...refusals(
    ec2,
    'GetSecurityGroupsForVpc',
    { VpcId: 'vpc-0123456789abcdef0' },
    { ...ofEc2, 'InvalidVpcID.NotFound': 400 },
  ),
  ...refusals(
    ec2,
    'GetManagedPrefixListEntries',
    { PrefixListId: 'pl-0123456789abcdef0' },
    { ...ofEc2, 'InvalidPrefixListID.NotFound': 400 },
  ),
  ...refusals(ec2, 'DescribeFlowLogs', {}, { ...ofEc2, 'InvalidFlowLogId.NotFound': 400 }),
  ...refusals(logs, 'FilterLogEvents', { logGroupName: 'flows' }, ofLogs),
  ...refusals(sqs, 'SendMessage', { ...work, MessageBody: 'body' }, { ...ofKeys, InvalidMessageContents: 400 }),
  ...refusals(
    sqs,
    'SendMessageBatch',
    { ...work, Entries: [{ Id: '1', MessageBody: 'body' }] },
    {
      ...ofKeys,
      BatchEntryIdsNotDistinct: 400,
      BatchRequestTooLong: 400,
      EmptyBatchRequest: 400,
      InvalidBatchEntryId: 400,
      TooManyEntriesInBatchRequest: 400,
    },
  ),
  ...refusals(
    sqs,
    'ChangeMessageVisibility',
    { ...work, ReceiptHandle: 'handle', VisibilityTimeout: 30 },
    { ...ofSqs, MessageNotInflight: 400, ReceiptHandleIsInvalid: 404 },
  ),
  ...refusals(sqs, 'ReceiveMessage', work, { ...ofKeys, OverLimit: 403 }),
  ...refusals(
    sqs,
    'DeleteMessage',
    { ...work, ReceiptHandle: 'handle' },
    {
      ...ofSqs,
      InvalidIdFormat: 400,
      ReceiptHandleIsInvalid: 404,
    },
  ),
  ...['DescribeTable', 'DescribeTimeToLive'].flatMap((operation) =>
    refusals(dynamodb, operation, { TableName: 'ledger' }, { ...ofTables, ResourceNotFoundException: 400 }),
  ),
  ...refusals(
    dynamodb,
    'DescribeContinuousBackups',
    { TableName: 'ledger' },
    { ...ofTables, TableNotFoundException: 400 },
  ),
  ...refusals(dynamodb, 'GetItem', item, ofDynamoDb),
  ...refusals(
    dynamodb,
    'BatchGetItem',
    { RequestItems: { ledger: { Keys: [item.Key] } } },
    { ...ofDynamoDb, ResourceNotFoundException: 400 },
  ),
  ...refusals(
    dynamodb,
    'BatchWriteItem',
    { RequestItems: { ledger: [{ PutRequest: { Item: item.Key } }] } },
    { ...ofDynamoDb, ResourceNotFoundException: 400, ItemCollectionSizeLimitExceededException: 400 },
  ),
  ...refusals(
    dynamodb,
    'PutItem',
    { TableName: 'ledger', Item: item.Key },
    { ...ofDynamoDb, ConditionalCheckFailedException: 400 },
  ),
  ...refusals(
    dynamodb,
    'UpdateItem',
    { ...item, UpdateExpression: 'REMOVE #owner', ExpressionAttributeNames: { '#owner': 'owner' } },
    { ...ofDynamoDb, ConditionalCheckFailedException: 400, ItemCollectionSizeLimitExceededException: 400 },
  ),
  ...refusals(dynamodb, 'DeleteItem', item, { ...ofDynamoDb, ConditionalCheckFailedException: 400 }),
  ...refusals(
    dynamodb,
    'Query',
    {
      TableName: 'ledger',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'fsmt-1' } },
    },
    { ...ofDynamoDb, ResourceNotFoundException: 400 },
  ),
];
