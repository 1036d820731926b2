import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { AwsFault } from '../wire/aws-fault.ts';
import { parseBody } from '../wire/json.ts';

/** A message in a queue; times are milliseconds since the epoch. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly sentAt: number;
  /** From when on it can be received: the end of its delay or of its visibility timeout. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** The handle of the latest receive. */
  receiptHandle?: string;
}

/** A standard queue. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The settable attributes that were set, as SQS takes and gives them: text. */
  readonly attributes: Map<string, string>;
  messages: Message[];
}

/** A queue's attribute as a number; without one, the default that SQS documents. */
export const numberOf = ({ attributes }: Queue, name: keyof typeof defaults): number =>
  Number(attributes.get(name) ?? defaults[name]);

/** What SQS documents for CreateQueue. Sizes are bytes, times seconds. */
export const defaults = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
} as const;

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return parseBody(text);
  } catch (cause) {
    throw new AwsFault('InvalidParameterValue', `Value ${text} for parameter RedrivePolicy is invalid.`, 400, {
      cause,
    });
  }
};

/** Where messages go that were received too often; undefined when they go nowhere. Throws `InvalidParameterValue`. */
export const redriveOf = (
  attributes: ReadonlyMap<string, string>,
): { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | undefined => {
  const text = attributes.get('RedrivePolicy');
  if (!text) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = parsed(text);
  return { deadLetterTargetArn: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount) };
};
