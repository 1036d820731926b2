import { quote } from './quote.ts';
import { at, isObject } from './read.ts';
import { type Malformed, malformed } from './result.ts';

const rule = 'Have an EventBridge rule send the event to the work queue as it is; template.yaml has the rules.';
const record =
  'Put it into the field detail of an event with source, detail-type, account and region, as EventBridge delivers it.';
const http = 'Invoke the function with the payload itself.';
const apart = 'Send each event by itself, or let an EventBridge rule send them to the work queue.';

/** What others wrap an event into, by a field that only they have: what it is called, and what to do. The first that fits counts. */
const envelopes: readonly (readonly [field: string, what: string, remedy: string])[] = [
  ['Records.0.Sns', 'an SNS notification', rule],
  ['Records.0.s3', 'an S3 event notification', rule],
  ['Records.0.kinesis', 'a batch of a Kinesis stream', rule],
  ['Records.0.dynamodb', 'a batch of a DynamoDB stream', rule],
  ['Records.0.body', 'a batch of SQS messages inside an event', 'Send the body of each message by itself.'],
  ['Records.0.eventVersion', 'a log file of CloudTrail', record],
  ['Records', 'a list of records that are no SQS messages', apart],
  ['receiptHandle', 'an SQS message with its attributes, as EventBridge Pipes sends', 'Send its body only.'],
  ['TopicArn', 'an SNS notification', `Turn on raw message delivery for the subscription of the queue. ${rule}`],
  ['requestContext', 'an HTTP request of API Gateway, a function URL or a load balancer', http],
  ['routeKey', 'an HTTP request of API Gateway', http],
  ['httpMethod', 'an HTTP request of API Gateway', http],
  ['s3Bucket', 'a notice of a log file of CloudTrail in S3', rule],
  ['CloudTrailEvent', 'an answer of CloudTrail LookupEvents', record],
  ['eventSource', 'a bare CloudTrail record without its EventBridge envelope', record],
  ['messageType', 'an AWS Config notification without its EventBridge envelope', record],
  ['configurationItem', 'an AWS Config item without its EventBridge envelope', record],
  ['awslogs', 'a batch of a CloudWatch Logs subscription', rule],
  ['Event', 'an S3 test notification', rule],
  [
    'detail',
    'an EventBridge event without source and detail-type',
    'Have the rule send it without an input transformer.',
  ],
  ['Input', 'an event inside the field Input', 'Send what is inside.'],
  ['Payload', 'an event inside the field Payload', 'Send what is inside.'],
];

const instead = (what: string, remedy = ''): Malformed =>
  malformed(
    `the event is ${what}; expected a JSON object: an event from EventBridge or AWS Config, or {"mountTargetIds": ["fsmt-0123456789abcdef0"], "dryRun": true}. ${remedy}`.trimEnd(),
  );

/** Names the envelope that an event is in, and what to send instead; undefined when it is in none that is known. */
export const unopened = (event: object): Malformed | undefined => {
  const [, what, remedy] = envelopes.find(([field]) => (at(event, field) ?? undefined) !== undefined) ?? [];
  return what === undefined ? undefined : instead(what, remedy);
};

const isEncoded = (text: string): boolean => {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
};

/** Says what an event is that is no JSON object, and what to send instead. */
export const noObject = (event: unknown): Malformed => {
  if (Array.isArray(event)) return instead('a list, as EventBridge Pipes sends', apart);
  if (typeof event === 'string' && isEncoded(event))
    return instead('JSON in a text: it was encoded twice', 'Send the object itself.');
  return instead(quote(event));
};
