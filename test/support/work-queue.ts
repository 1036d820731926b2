import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { LocalAws } from '../../infra/local/local-aws.ts';
import { template } from '../artifact/template.ts';
import { inProcess } from './in-process.ts';
import { must } from './must.ts';

const { Work, Remediate } = template.Resources;
const redrive = z.object({ RedrivePolicy: z.object({ maxReceiveCount: z.number() }) });

/** How often a message is tried, as template.yaml says. */
export const { maxReceiveCount } = redrive.parse(Work.Properties).RedrivePolicy;

/** How long `remediate` may take, in ms, as template.yaml says. */
export const timeoutMs = Remediate.Properties.Timeout * 1000;

/** Makes the work queue and its dead-letter queue on a local account, as template.yaml has them. */
export const createWorkQueue = async (aws: LocalAws) => {
  const sqs = new SQSClient(inProcess(aws));
  const create = async (QueueName: string, Attributes: Record<string, string>): Promise<string> =>
    must((await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl);

  const deadUrl = await create('undelivered', {});
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ['QueueArn'] }),
  );
  const queueUrl = await create('work', {
    VisibilityTimeout: String(Work.Properties.VisibilityTimeout),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes['QueueArn'], maxReceiveCount }),
  });

  return {
    sqs,
    queueUrl,
    /** Messages that are still to be dealt with, visible or not. */
    waiting: () => must(aws.world.queues.get('work')).messages,
    /** Messages given up. */
    undelivered: () => must(aws.world.queues.get('undelivered')).messages,
    /** Puts events on the queue as EventBridge does, in order. */
    async send(events: readonly unknown[]): Promise<void> {
      for (let start = 0; start < events.length; start += 10) {
        const Entries = events
          .slice(start, start + 10)
          .map((event, index) => ({ Id: String(index), MessageBody: JSON.stringify(event) }));
        await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      }
    },
  };
};
