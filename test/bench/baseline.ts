import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  GetSecurityGroupsForVpcCommand,
} from '@aws-sdk/client-ec2';
import {
  DescribeFileSystemsCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  EFSClient,
  ModifyMountTargetSecurityGroupsCommand,
} from '@aws-sdk/client-efs';
import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';

const logger = new Logger();
const metrics = new Metrics();
const processor = new BatchProcessor(EventType.SQS);
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'idempotency' });
const handle = makeIdempotent(async () => {}, { persistenceStore });

/** Every operation that the remediate function has in its bundle for EFS, EC2, DynamoDB and SQS. */
export const commands = [
  ChangeMessageVisibilityCommand,
  DeleteItemCommand,
  DescribeFileSystemsCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  GetItemCommand,
  GetSecurityGroupsForVpcCommand,
  ModifyMountTargetSecurityGroupsCommand,
  PutItemCommand,
  QueryCommand,
  SendMessageBatchCommand,
  UpdateItemCommand,
];

export const clients = [new DynamoDBClient(), new EC2Client(), new EFSClient(), new SQSClient()];

/** A function of the same clients and Powertools packages as remediate, with no code of ours: what cold start is compared with. */
export const handler = middy((event: { Records: [] }) => processPartialResponse(event, handle, processor))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics));
