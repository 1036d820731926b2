export { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
export { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
export { DynamoDBClient } from '@aws-sdk/client-dynamodb';
export { EC2Client } from '@aws-sdk/client-ec2';
export { EFSClient } from '@aws-sdk/client-efs';
export { SQSClient } from '@aws-sdk/client-sqs';
export { SSMClient } from '@aws-sdk/client-ssm';
