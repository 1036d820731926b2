import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EFSClient } from '@aws-sdk/client-efs';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsClients } from '../../../functions/aws/client/clients.ts';
import { here } from './here.ts';
import type { Asked } from './stage.ts';

type Answer = (operation: string, input: unknown, signal: AbortSignal | undefined) => Promise<unknown>;

/** Has everything that a client sends answered before the SDK makes bytes of it. */
export const answeredBy = <Client extends { readonly send: unknown }>(client: Client, answer: Answer): Client =>
  Object.assign(client, {
    send: (command: { readonly input: unknown }, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) =>
      answer(command.constructor.name.replace(/Command$/, ''), command.input, abortSignal),
  });

/** Leads a request to the stage of the process that makes it. */
const onStage =
  (asked: Pick<Asked, 'service' | 'isLast' | 'resend'>): Answer =>
  (operation, input, signal) => {
    const { stage, process } = here();
    return stage.request(process, { ...asked, operation, input, signal });
  };

const config = { region: 'us-east-1' };
const efs = answeredBy(new EFSClient(config), onStage({ service: 'efs' }));
const efsModify = answeredBy(new EFSClient(config), onStage({ service: 'efs', resend: 'answered' }));
const efsLast = answeredBy(new EFSClient(config), onStage({ service: 'efs', isLast: true }));
const ec2 = answeredBy(new EC2Client(config), onStage({ service: 'ec2' }));
const dynamo = answeredBy(new DynamoDBClient(config), onStage({ service: 'dynamodb' }));
const sqs = answeredBy(new SQSClient(config), onStage({ service: 'sqs' }));

/** Clients of the SDK, for all stages of this thread. */
export const clients: AwsClients = {
  efs: () => efs,
  efsModify: () => efsModify,
  ec2: () => ec2,
  dynamo: () => dynamo,
  sqs: async () => sqs,
  logs: () => Promise.reject(new Error('no flow logs are on the stage')),
};

/** The same for whoever reads under a lease. */
export const clientsUnderLease: AwsClients = { ...clients, efs: () => efsLast };
