import type { Step } from './steps/step.ts';

interface Injection {
  readonly service: Step['service'];
  readonly operation: string;
  readonly input: Step['input'];
  /** Each error with its HTTP status. */
  readonly errors: Readonly<Record<string, number>>;
}

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
const ofDynamoDb = {
  ProvisionedThroughputExceededException: 400,
  RequestLimitExceeded: 400,
  ThrottlingException: 400,
  // DynamoDB developer guide, "Error messages and codes".
  AccessDeniedException: 400,
  InternalServerError: 500,
  ServiceUnavailable: 503,
};
const item = { TableName: 'ledger', Key: { pk: { S: 'fsmt-1' }, sk: { S: 'state' } } };
const mountTarget = { MountTargetId: 'fsmt-0123456789abcdef0' };
const queue = { QueueUrl: 'http://127.0.0.1/123456789012/work' };

/**
 * What each operation that mountguard calls may answer: what it documents, being throttled, a refusal by IAM, and AWS's
 * own failures.
 */
const injections: readonly Injection[] = [
  {
    service: 'efs',
    operation: 'DescribeFileSystems',
    input: {},
    errors: { ...ofEfs, FileSystemNotFound: 404 },
  },
  {
    service: 'efs',
    operation: 'DescribeMountTargets',
    input: mountTarget,
    errors: { ...ofEfs, FileSystemNotFound: 404, MountTargetNotFound: 404, AccessPointNotFound: 404 },
  },
  {
    service: 'efs',
    operation: 'DescribeMountTargetSecurityGroups',
    input: mountTarget,
    errors: { ...ofEfs, MountTargetNotFound: 404, IncorrectMountTargetState: 409 },
  },
  {
    service: 'efs',
    operation: 'ModifyMountTargetSecurityGroups',
    input: { ...mountTarget, SecurityGroups: ['sg-0123456789abcdef0'] },
    errors: {
      ...ofEfs,
      MountTargetNotFound: 404,
      IncorrectMountTargetState: 409,
      SecurityGroupLimitExceeded: 400,
      SecurityGroupNotFound: 400,
    },
  },
  { service: 'ec2', operation: 'DescribeNetworkInterfaces', input: {}, errors: ofEc2 },
  {
    service: 'ec2',
    operation: 'DescribeSecurityGroups',
    input: {},
    errors: { ...ofEc2, 'InvalidGroup.NotFound': 400 },
  },
  {
    service: 'ec2',
    operation: 'GetSecurityGroupsForVpc',
    input: { VpcId: 'vpc-0123456789abcdef0' },
    errors: { ...ofEc2, 'InvalidVpcID.NotFound': 400 },
  },
  {
    service: 'ec2',
    operation: 'GetManagedPrefixListEntries',
    input: { PrefixListId: 'pl-0123456789abcdef0' },
    errors: { ...ofEc2, 'InvalidPrefixListID.NotFound': 400 },
  },
  {
    service: 'sqs',
    operation: 'SendMessageBatch',
    input: { ...queue, Entries: [{ Id: '1', MessageBody: 'body' }] },
    errors: {
      ...ofSqs,
      BatchEntryIdsNotDistinct: 400,
      BatchRequestTooLong: 400,
      EmptyBatchRequest: 400,
      InvalidBatchEntryId: 400,
      TooManyEntriesInBatchRequest: 400,
      KmsAccessDenied: 400,
      KmsDisabled: 400,
      KmsInvalidKeyUsage: 400,
      KmsInvalidState: 400,
      KmsNotFound: 400,
      KmsOptInRequired: 403,
      KmsThrottled: 400,
    },
  },
  {
    service: 'sqs',
    operation: 'ChangeMessageVisibility',
    input: { ...queue, ReceiptHandle: 'handle', VisibilityTimeout: 30 },
    errors: { ...ofSqs, MessageNotInflight: 400, ReceiptHandleIsInvalid: 404 },
  },
  { service: 'dynamodb', operation: 'GetItem', input: item, errors: ofDynamoDb },
  {
    service: 'dynamodb',
    operation: 'PutItem',
    input: { TableName: 'ledger', Item: item.Key },
    errors: { ...ofDynamoDb, ConditionalCheckFailedException: 400 },
  },
  {
    service: 'dynamodb',
    operation: 'UpdateItem',
    input: { ...item, UpdateExpression: 'REMOVE #owner', ExpressionAttributeNames: { '#owner': 'owner' } },
    errors: { ...ofDynamoDb, ConditionalCheckFailedException: 400, ItemCollectionSizeLimitExceededException: 400 },
  },
  {
    service: 'dynamodb',
    operation: 'DeleteItem',
    input: item,
    errors: { ...ofDynamoDb, ConditionalCheckFailedException: 400 },
  },
  {
    service: 'dynamodb',
    operation: 'Query',
    input: {
      TableName: 'ledger',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'fsmt-1' } },
    },
    errors: { ...ofDynamoDb, ResourceNotFoundException: 400 },
  },
  {
    service: 'cloudwatch',
    operation: 'GetMetricData',
    input: { MetricDataQueries: [], StartTime: new Date(0), EndTime: new Date(60_000) },
    errors: {
      InvalidNextToken: 400,
      Throttling: 400,
      AccessDenied: 403,
      InternalServiceFault: 500,
      ServiceUnavailable: 503,
    },
  },
];

/** A step for each error that the local endpoint is told to answer with. */
export const injectedErrors: readonly Step[] = injections.flatMap(({ service, operation, input, errors }) =>
  Object.entries(errors).map(([error, status]) => ({
    service,
    operation,
    when: `it answers ${error}`,
    input,
    fault: { operation: `${service}:${operation}`, error },
    expect: { status, error },
  })),
);
