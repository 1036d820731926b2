import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EFSClient, type EFSClientConfig } from '@aws-sdk/client-efs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { AdaptiveRetryStrategy } from '@smithy/core/retry';
import type { FinalizeRequestMiddleware, MiddlewareStack } from '@smithy/types';
import { once } from '../../core/model/memoized.ts';
import { retryAnswered } from './retry-answered.ts';

/** What may differ from the SDK's own environment variables and from this module's timeouts and attempts. */
export interface ClientOptions {
  readonly region?: string;
  /** One URL for every service; leave it out to let `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>` decide. */
  readonly endpoint?: string;
  /** Instead of those that the SDK finds by itself. */
  readonly credentials?: NonNullable<EFSClientConfig['credentials']>;
  /** An in-process handler, or other timeouts in milliseconds. */
  readonly requestHandler?: NonNullable<EFSClientConfig['requestHandler']>;
  /** Attempts at one call, the first included; 4 by default. */
  readonly maxAttempts?: number;
  /** Told of every attempt at a call to EFS, EC2 or CloudWatch Logs, such as `efs:DescribeFileSystems`. */
  readonly onCall?: (operation: string) => void;
}

/** Clients made at first use and kept for the life of the process. */
export interface AwsClients {
  efs(): EFSClient;
  /** For ModifyMountTargetSecurityGroups: never sends again a request whose answer was lost. */
  efsModify(): EFSClient;
  ec2(): EC2Client;
  dynamo(): DynamoDBClient;
  sqs(): Promise<SQSClient>;
  logs(): Promise<CloudWatchLogsClient>;
}

// Without throwOnRequestTimeout the SDK only warns, and a lost answer would last as long as the Lambda.
const timeouts = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/** Configuration that every client shares: a call that fails four times ends within 25 s, leaving a Lambda of 60 s time to say so. */
export const clientConfig = (options: ClientOptions = {}) => ({ maxAttempts: 4, requestHandler: timeouts, ...options });

/** A client that reports each attempt it makes, retries included. */
const watched = <Input extends object, Output extends object, Client>(
  service: string,
  onCall: ClientOptions['onCall'],
  client: Client & { readonly middlewareStack: MiddlewareStack<Input, Output> },
): Client => {
  const report: FinalizeRequestMiddleware<Input, Output> =
    (next, { commandName = 'UnknownCommand' }) =>
    (args) => {
      onCall?.(`${service}:${commandName.replace(/Command$/, '')}`);
      return next(args);
    };
  client.middlewareStack.add(report, { step: 'finalizeRequest', priority: 'low', name: 'watchCalls' });
  return client;
};

/** Makes the clients; EFS and EC2 slow themselves down when AWS throttles (the SDK's adaptive mode). */
export const awsClients = ({ onCall, ...options }: ClientOptions = {}): AwsClients => {
  const config = clientConfig(options);
  const efsRetries = once(() => new AdaptiveRetryStrategy(async () => config.maxAttempts));
  const efs = once(() => watched('efs', onCall, new EFSClient({ ...config, retryStrategy: efsRetries() })));
  return {
    efs,
    efsModify: once(() => {
      // The read under the lease has just used the shared connection: less chance that Modify meets one the server closed.
      const { requestHandler } = efs().config;
      return new EFSClient({ ...config, requestHandler, retryStrategy: retryAnswered(efsRetries()) });
    }),
    ec2: once(() => watched('ec2', onCall, new EC2Client({ ...config, retryMode: 'adaptive' }))),
    dynamo: once(() => new DynamoDBClient(config)),
    sqs: once(async () => new (await import('./sqs-client.ts')).SQSClient(config)),
    logs: once(async () =>
      watched('logs', onCall, new (await import('./logs-client.ts')).CloudWatchLogsClient(config)),
    ),
  };
};
