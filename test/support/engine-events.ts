import { readFileSync } from 'node:fs';
import type { SQSRecord } from 'aws-lambda';

interface CloudTrailEvent {
  readonly id: string;
  readonly detail: { readonly requestParameters: object };
}

const fileOf = (name: string): CloudTrailEvent =>
  JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'));

/** The recorded event of that name, with these request parameters in place of its own. */
export const eventAbout = (name: string, parameters: object, id?: string): CloudTrailEvent => {
  const event = fileOf(name);
  const requestParameters = { ...event.detail.requestParameters, ...parameters };
  return { ...event, id: id ?? event.id, detail: { ...event.detail, requestParameters } };
};

/** The event that someone replaced a mount target's groups. */
export const modified = ({ id: mountTargetId }: { readonly id: string }, eventId?: string): CloudTrailEvent =>
  eventAbout('cloudtrail-efs-modify-mount-target-security-groups', { mountTargetId }, eventId);

/** The message that a sweep queues for a mount target. */
export const workMessage = ({ id, fileSystemId }: { readonly id: string; readonly fileSystemId: string }): object => ({
  version: 1,
  cause: 'sweep',
  mountTargetId: id,
  fileSystemId,
});

/** A message as Lambda receives it from the queue; what is not text is sent as JSON. */
export const message = (messageId: string, body: unknown, receiveCount = 1): SQSRecord => ({
  messageId,
  receiptHandle: `handle-of-${messageId}`,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: `${receiveCount}`,
    SentTimestamp: '0',
    SenderId: 'sender',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:mountguard',
  awsRegion: 'us-east-1',
});
