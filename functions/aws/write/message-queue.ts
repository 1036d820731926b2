import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { TerminalError } from '../../core/model/errors.ts';
import type { Place } from '../../core/model/place.ts';
import type { Clock } from '../../engine/ports/ports.ts';
import type { RegionQueue, WorkItem, WorkQueue } from '../../engine/ports/work-queue.ts';
import { ask } from '../client/ask.ts';
import { inChunks } from '../client/in-chunks.ts';

type QueueClients = { sqs(): Promise<Pick<SQSClient, 'send'>> };

/** Messages in one SendMessageBatch: SQS allows ten. */
const batchSize = 10;
/** Pauses before each further try at what a batch left unsent, in ms. */
const pauses = [200, 1000, 3000];
/** SQS delays a message by 15 minutes at most, in seconds. */
const longestDelay = 900;
/** Batches under way at once: well within the SDK's 50 sockets, where waiting for one counts as silence. */
const batchesAtOnce = 10;

/** The version of the messages between the functions. */
const version = 2;

interface Tried {
  readonly unsent: ReadonlyMap<WorkItem, string>;
  readonly isFinal: boolean;
}

/** The region queue: asks the sweep for what concerns the account and Region. */
export const regionQueue = (clients: QueueClients, url: string, place: Place): RegionQueue => ({
  ask: (item) =>
    ask({ action: 'sqs:SendMessage', about: url }, async () => {
      const MessageBody = JSON.stringify({ version, ...place, ...item });
      await (await clients.sqs()).send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
    }),
});

/**
 * The work queue. `send` sends in batches of ten and resends the entries that SQS does not say it took; what cannot be
 * sent in the end is answered item by item, so that none is lost unnoticed. `returnLater` makes a received message
 * visible again after so many seconds (SQS allows at most 12 hours).
 */
export const messageQueue = (clients: QueueClients, url: string, { sleep }: Pick<Clock, 'sleep'>, place: Place) => {
  /** One try at up to ten items: those that were not taken, each with its reason, and whether another try may help. */
  const trySend = async (items: readonly WorkItem[]): Promise<Tried> => {
    const Entries = items.map(({ mountTargetId, fileSystemId, cause, plan, hops, afterSeconds }, index) => ({
      Id: `${index}`,
      MessageBody: JSON.stringify({ version, ...place, cause, plan, hops, mountTargetId, fileSystemId }),
      ...(afterSeconds !== undefined && { DelaySeconds: Math.min(afterSeconds, longestDelay) }),
    }));
    try {
      const { Successful = [], Failed = [] } = await ask({ action: 'sqs:SendMessage', about: url }, async () =>
        (await clients.sqs()).send(new SendMessageBatchCommand({ QueueUrl: url, Entries })),
      );
      const taken = new Set(Successful.map(({ Id }) => Id));
      const reasons = new Map(Failed.map(({ Id, Code, Message }) => [Id, `${Code}: ${Message ?? 'no message'}`]));
      const unsent = [...items.entries()].flatMap(([index, item]) =>
        taken.has(`${index}`) ? [] : [[item, reasons.get(`${index}`) ?? 'SQS did not say that it took it'] as const],
      );
      return { unsent: new Map(unsent), isFinal: false };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { unsent: new Map(items.map((item) => [item, reason])), isFinal: error instanceof TerminalError };
    }
  };

  const sendBatch = async (items: readonly WorkItem[]): Promise<Tried['unsent']> => {
    let { unsent, isFinal } = await trySend(items);
    for (const pause of pauses) {
      if (unsent.size === 0 || isFinal) break;
      await sleep(pause);
      ({ unsent, isFinal } = await trySend([...unsent.keys()]));
    }
    return unsent;
  };

  const send: WorkQueue['send'] = async (items) => {
    const unsent: Tried['unsent'][] = [];
    for (const batches of inChunks(inChunks(items, batchSize), batchesAtOnce))
      unsent.push(...(await Promise.all(batches.map(sendBatch))));
    return new Map(unsent.flatMap((failures) => [...failures]));
  };

  const returnLater = (receiptHandle: string, seconds: number): Promise<void> =>
    ask({ action: 'sqs:ChangeMessageVisibility', about: url }, async () => {
      const request = { QueueUrl: url, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      await (await clients.sqs()).send(new ChangeMessageVisibilityCommand(request));
    });

  return { send, returnLater };
};
