import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EFSClient } from '@aws-sdk/client-efs';
import type { LocalAws } from '../../infra/local/local-aws.ts';
import { inProcess } from './in-process.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** SDK clients of a local account, in process or at its URL; they do not retry unless told to. */
export const localClients = (at: LocalAws | string, { maxAttempts = 1 } = {}) => {
  const place = typeof at === 'string' ? { region: 'us-east-1', credentials, endpoint: at } : inProcess(at);
  const config = { ...place, maxAttempts };
  return { efs: new EFSClient(config), ec2: new EC2Client(config), dynamodb: new DynamoDBClient(config) };
};
