import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EFSClient } from '@aws-sdk/client-efs';
import type { LocalAws } from '../../infra/local/local-aws.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** SDK clients of a local account, in process or at its URL; they do not retry unless told to. */
export const localClients = (at: LocalAws | string, { maxAttempts = 1 } = {}) => {
  const place = typeof at === 'string' ? { endpoint: at } : { requestHandler: at.handler };
  const config = { region: 'us-east-1', credentials, maxAttempts, ...place };
  return { efs: new EFSClient(config), ec2: new EC2Client(config), dynamodb: new DynamoDBClient(config) };
};
