import { expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sweepRequest } from '../../../functions/intake/sweep-request.ts';
import { sample } from './sample.ts';

const event = sample('cloudtrail-efs-modify-mount-target-security-groups');
const { detail: record } = event;
const { detail: notification } = sample('config-item-network-interface');

const envelopes = [
  {
    what: 'an SNS notification',
    event: { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(event) } }] },
  },
  {
    what: 'an SNS notification',
    event: { Type: 'Notification', TopicArn: 'arn:aws:sns:us-east-1:111122223333:config', Message: '{}' },
  },
  { what: 'an S3 notification', event: { Records: [{ eventSource: 'aws:s3', eventVersion: '2.1', s3: {} }] } },
  { what: 'an S3 notification', event: { Service: 'Amazon S3', Event: 's3:TestEvent' } },
  { what: 'a list of records', event: { Records: [{ eventSource: 'aws:dynamodb', dynamodb: {} }] } },
  { what: 'an SQS message with its attributes', event: { Records: [{ eventSource: 'aws:sqs', body: '{}' }] } },
  { what: 'a bare CloudTrail record', event: { Records: [record] } },
  { what: 'a list of records', event: { Records: [] } },
  { what: 'a bare CloudTrail record', event: record },
  { what: 'a bare CloudTrail record', event: { EventName: 'x', CloudTrailEvent: JSON.stringify(record) } },
  { what: 'a bare AWS Config notification', event: notification },
  { what: 'an HTTP request', event: { version: '2.0', routeKey: '$default', body: '{}' } },
  { what: 'an HTTP request', event: { version: '2.0', requestContext: { http: {} }, body: '{}' } },
  { what: 'an HTTP request', event: { httpMethod: 'POST', path: '/', body: '{}' } },
  { what: 'an SQS message with its attributes', event: { messageId: 'm', receiptHandle: 'r', body: '{}' } },
  { what: 'only the detail of an event, or a batch of logs', event: { awslogs: { data: 'H4s=' } } },
  { what: 'only the detail of an event', event: { detail: record } },
  { what: 'inside another field', event: { Input: event } },
  { what: 'inside another field', event: { input: event } },
  { what: 'inside another field', event: { Execution: { Input: event } } },
  { what: 'inside another field', event: { body: '{}' } },
  { what: 'an entry of PutEvents', event: { Source: 'my.app', DetailType: 'x', Detail: '{}' } },
  { what: 'an entry of PutEvents', event: { Entries: [{ Source: 'my.app', DetailType: 'x', Detail: '{}' }] } },
  { what: 'a bare CloudTrail record', event: { Events: [{ CloudTrailEvent: JSON.stringify(record) }] } },
  {
    what: 'a request of a CloudFormation custom resource',
    event: { RequestType: 'Create', ResponseURL: 'https://example.com', ResourceProperties: {} },
  },
  {
    what: 'of an AWS Config rule, without invokingEvent',
    event: { version: '1.0', ruleParameters: '{}', accountId: '111122223333' },
  },
  { what: 'inside another field', event: { requestContext: {}, requestPayload: event, responseContext: {} } },
];

it.each(envelopes)('an event in an envelope is malformed, and $what is named with what to send: $event', (it) => {
  const answer = intake(it.event, {});
  expect(answer).toMatchObject({ kind: 'malformed', message: expect.stringContaining(`the event is ${it.what}`) });
  expect(answer).toMatchObject({ message: expect.stringMatching(/\}\. (Have|Send|Put) .*\.$/) });
  const asked = sweepRequest(it.event);
  expect(asked).toMatchObject({ kind: 'malformed', message: expect.stringContaining(`the event is ${it.what}`) });
});

it.each([
  { what: 'a list, as EventBridge Pipes sends', event: [event] },
  { what: 'JSON in a text: it was encoded twice', event: JSON.stringify(event) },
])('what is no object is malformed, and named: $what', ({ what, event: sent }) => {
  expect(intake(sent, {})).toMatchObject({ kind: 'malformed', message: expect.stringMatching(`${what};.* Send `) });
});
