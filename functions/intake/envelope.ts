import { quote } from './quote.ts';
import { at } from './read.ts';
import { type Malformed, malformed } from './result.ts';

const rule = 'Have an EventBridge rule send it to the work queue unchanged, as in template.yaml.';
const record = 'Put it into the field detail of an event with source, detail-type, account and region.';
const asIs = 'Send the event as AWS delivered it.';
const inside = 'Send only what is inside.';

/** What others wrap an event into: what it is called, what to do, and fields that only it has. The first that fits counts. */
const envelopes: readonly (readonly [what: string, remedy: string, ...fields: readonly string[]])[] = [
  ['an SNS notification', `${rule} Raw delivery of EventBridge events will do too.`, 'Records.0.Sns', 'TopicArn'],
  ['an S3 notification', rule, 'Records.0.s3', 's3Bucket', 'Event'],
  ['an SQS message with its attributes', inside, 'Records.0.body', 'receiptHandle'],
  ['a bare CloudTrail record', record, 'Records.0.userIdentity', 'eventSource', 'CloudTrailEvent', 'Events'],
  ['an entry of PutEvents', rule, 'Entries', 'DetailType'],
  ['a list of records', rule, 'Records'],
  ['inside another field', inside, 'requestPayload', 'Input', 'input', 'Payload', 'Execution'],
  ['an HTTP request (API Gateway, function URL)', inside, 'requestContext', 'routeKey', 'httpMethod'],
  ['inside another field', inside, 'body'],
  ['a request of a CloudFormation custom resource', 'Have no stack call this function.', 'ResponseURL'],
  ['of an AWS Config rule, without invokingEvent', asIs, 'resultToken', 'ruleParameters', 'configRuleName'],
  ['a bare AWS Config notification', record, 'messageType', 'configurationItem'],
  ['only the detail of an event, or a batch of logs', rule, 'detail', 'awslogs'],
];

const instead = (what: string, remedy = ''): Malformed =>
  malformed(
    `the event is ${what}; expected a JSON object: an event from EventBridge or AWS Config, or {"mountTargetIds": ["fsmt-0123456789abcdef0"], "dryRun": true}. ${remedy}`.trimEnd(),
  );

/** Names the envelope that an event is in, and what to send instead; undefined when it is in none that is known. */
export const unopened = (event: object): Malformed | undefined => {
  const has = (field: string): boolean => (at(event, field) ?? undefined) !== undefined;
  const [what, remedy] = envelopes.find(([, , ...fields]) => fields.some(has)) ?? [];
  return what === undefined ? undefined : instead(what, remedy);
};

/** Says what an event is that is no JSON object, and what to send instead. */
export const noObject = (event: unknown): Malformed => {
  if (Array.isArray(event)) return instead('a list, as EventBridge Pipes sends', `${inside} ${rule}`);
  const isEncoded = typeof event === 'string' && /^\s*[{[]/.test(event);
  return isEncoded ? instead('JSON in a text: it was encoded twice', inside) : instead(quote(event));
};
