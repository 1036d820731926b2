import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Redriven } from '../../engine/ports/work-queue.ts';
import { ask } from '../client/ask.ts';

/** Messages that one order sends again at most, and how many are under way at once: as many as SQS hands out. */
const most = { messages: 1000, atOnce: 10 };

/** Seconds for which a message is hidden while it is sent again, and for which an answer without any is waited for. */
const seconds = { hidden: 300, waiting: 2 };

/**
 * Sends the messages of a dead-letter queue to the queue that they came from, and deletes each that was taken: AWS's own redrive sends
 * as the person who asks, whom the queue refuses. What fails stays where it is. Ends at a limit.
 */
export const redrive = async (
  clients: { sqs(): Promise<Pick<SQSClient, 'send'>> },
  from: string,
  to: string,
  limit: AbortSignal,
): Promise<Redriven> => {
  const sqs = await clients.sqs();
  let sent = 0;
  while (sent < most.messages && !limit.aborted) {
    const { Messages = [] } = await ask({ action: 'sqs:ReceiveMessage', about: from }, () =>
      sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: from,
          MaxNumberOfMessages: most.atOnce,
          VisibilityTimeout: seconds.hidden,
          WaitTimeSeconds: seconds.waiting,
        }),
      ),
    );
    if (Messages.length === 0) return { sent };
    const moved = await Promise.allSettled(
      Messages.map(async ({ Body, ReceiptHandle }) => {
        await ask({ action: 'sqs:SendMessage', about: to }, () =>
          sqs.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body })),
        );
        sent += 1;
        // One that is not deleted is sent again by the next order: what is done twice does no harm.
        await ask({ action: 'sqs:DeleteMessage', about: from }, () =>
          sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle })),
        );
      }),
    );
    const fault = moved.find((it) => it.status === 'rejected');
    if (fault) return { sent, fault: String(fault.reason instanceof Error ? fault.reason.message : fault.reason) };
  }
  return { sent, more: true };
};
