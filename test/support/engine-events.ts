import { readFileSync } from 'node:fs';
import type { SQSRecord } from 'aws-lambda';

interface CloudTrailEvent {
  readonly id: string;
  readonly detail: { readonly requestParameters: object; readonly eventTime?: string | undefined };
}

const fileOf = (name: string): CloudTrailEvent =>
  JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'));

/** The recorded event of that name, with these request parameters in place of its own. */
export const eventAbout = (name: string, parameters: object, id?: string): CloudTrailEvent => {
  const event = fileOf(name);
  const requestParameters = { ...event.detail.requestParameters, ...parameters };
  return { ...event, id: id ?? event.id, detail: { ...event.detail, requestParameters } };
};

/** The event that someone replaced a mount target's groups; it says neither when nor by which, unless told. */
export const modified = (
  { id: mountTargetId }: { readonly id: string },
  eventId?: string,
  { at, groups }: { readonly at?: number; readonly groups?: readonly string[] } = {},
): CloudTrailEvent => {
  const parameters = { mountTargetId, securityGroups: groups };
  const event = eventAbout('cloudtrail-efs-modify-mount-target-security-groups', parameters, eventId);
  const eventTime = at === undefined ? undefined : new Date(at).toISOString();
  return { ...event, detail: { ...event.detail, eventTime } };
};

/** The message that a sweep queues for a mount target. */
export const workMessage = ({ id, fileSystemId }: { readonly id: string; readonly fileSystemId: string }): object => ({
  version: 2,
  cause: 'sweep',
  account: '111122223333',
  region: 'us-east-1',
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
