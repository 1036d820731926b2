import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EFSClient } from '@aws-sdk/client-efs';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { InitializeMiddleware, MiddlewareStack } from '@smithy/types';
import type { AwsClients } from '../../../functions/aws/client/clients.ts';
import type { Call } from './happening.ts';
import { here } from './here.ts';

interface Client<Input extends object, Output extends object> {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

/** Has everything that a client sends answered before the SDK makes bytes of it. */
export const answeredBy = <Input extends object, Output extends object, Made extends Client<Input, Output>>(
  client: Made & Client<Input, Output>,
  answer: (operation: string, input: unknown) => Promise<unknown>,
): Made => {
  const ask: InitializeMiddleware<Input, Output> =
    (_next, { commandName = '' }) =>
    async ({ input }) => ({
      response: undefined,
      output: (await answer(commandName.replace(/Command$/, ''), input)) as Output,
    });
  client.middlewareStack.add(ask, { step: 'initialize', priority: 'high', name: 'campaign' });
  return client;
};

/** Leads a request to the stage of the process that makes it. */
const onStage =
  (service: Call['service'], resend: 'any' | 'answered' = 'any') =>
  (operation: string, input: unknown): Promise<unknown> => {
    const { stage, process } = here();
    return stage.request(process, { service, operation, input }, resend);
  };

const config = { region: 'us-east-1', cacheMiddleware: true };

const makeClients = (): AwsClients => {
  const efs = answeredBy(new EFSClient(config), onStage('efs'));
  const efsModify = answeredBy(new EFSClient(config), onStage('efs', 'answered'));
  const ec2 = answeredBy(new EC2Client(config), onStage('ec2'));
  const dynamo = answeredBy(new DynamoDBClient(config), onStage('dynamodb'));
  const sqs = answeredBy(new SQSClient(config), onStage('sqs'));
  const cloudwatch = answeredBy(new CloudWatchClient(config), onStage('cloudwatch'));
  return {
    efs: () => efs,
    efsModify: () => efsModify,
    ec2: () => ec2,
    dynamo: () => dynamo,
    sqs: async () => sqs,
    cloudwatch: async () => cloudwatch,
  };
};

/** Real clients of the SDK, for all stages of this thread. */
export const clients: AwsClients = makeClients();
