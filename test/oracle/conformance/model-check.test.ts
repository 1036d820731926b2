import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { Step } from '../../contract/step.ts';
import { playWithBoto3 } from './play-with-boto3.ts';

const at = 'answer.FileSystems[0]';
const fileSystem = { FileSystemId: 'none', CreationTime: 'now', LifeCycleState: 'fine', NumberOfMountTargets: '1' };
const batch = { QueueUrl: 'http://127.0.0.1/1/work', Entries: [] };

/** Answers that are wrong in several ways, and every way. */
const cases: readonly {
  readonly service: Step['service'];
  readonly operation: string;
  readonly input?: Step['input'];
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly violations: readonly unknown[];
}[] = [
  {
    service: 'efs',
    operation: 'DescribeFileSystems',
    status: 202,
    body: JSON.stringify({ FileSystems: [{ ...fileSystem, Colour: 'red', ProvisionedThroughputInMibps: '1' }] }),
    violations: [
      'HTTP 202 where the model says 200',
      `${at}.Colour is not in the model`,
      `${at}.CreationTime is 'now', which is no timestamp`,
      `${at}.CreationToken is missing`,
      expect.stringContaining(`${at}.FileSystemId is 'none', which does not match`),
      `${at}.LifeCycleState is 'fine', which is not in the model's list`,
      `${at}.NumberOfMountTargets is '1', which is no integer`,
      `${at}.OwnerId is missing`,
      `${at}.PerformanceMode is missing`,
      `${at}.ProvisionedThroughputInMibps is '1', which is no double`,
      `${at}.SizeInBytes is missing`,
      `${at}.Tags is missing`,
    ],
  },
  {
    service: 'efs',
    operation: 'ModifyMountTargetSecurityGroups',
    input: { MountTargetId: 'fsmt-0123456789abcdef0' },
    status: 500,
    headers: { 'x-amzn-errortype': 'BadRequest:' },
    body: JSON.stringify({ ErrorCode: 'SecurityGroupNotFound' }),
    violations: [
      'SecurityGroupNotFound with HTTP 500 where the model says 400',
      'the header says BadRequest where the body says SecurityGroupNotFound',
    ],
  },
  {
    service: 'efs',
    operation: 'DescribeMountTargets',
    status: 400,
    body: JSON.stringify({ ErrorCode: 'Nonsense' }),
    violations: ["DescribeMountTargets documents no error 'Nonsense'"],
  },
  {
    service: 'ec2',
    operation: 'DescribeNetworkInterfaces',
    status: 200,
    body: '<Wrong><requestId>1</requestId><networkInterfaceSet><item><deviceIndex/></item></networkInterfaceSet></Wrong>',
    violations: ['answer.networkInterfaceSet[0].deviceIndex is not in the model', 'the answer is called Wrong'],
  },
  {
    service: 'ec2',
    operation: 'DescribeVpcs',
    status: 400,
    body: '<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>',
    violations: [
      'HTTP 400 where EC2 answers with 403',
      'the error has no Errors/Error/Message',
      'the error has no RequestID',
    ],
  },
  {
    service: 'sqs',
    operation: 'SendMessageBatch',
    input: batch,
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Successful: [{ Id: 'a', MessageId: 1 }] }),
    violations: [
      'answer.Failed is missing',
      'answer.Successful[0].MD5OfMessageBody is missing',
      'answer.Successful[0].MessageId is 1, which is no string',
      'the content type is not application/x-amz-json-1.0',
    ],
  },
  {
    service: 'sqs',
    operation: 'DeleteMessage',
    input: { QueueUrl: batch.QueueUrl, ReceiptHandle: 'x' },
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: 'com.amazonaws.sqs#Nonsense' }),
    violations: [
      "DeleteMessage documents no error 'Nonsense'",
      'no header says what the query protocol called the error',
      'the error has no message',
    ],
  },
  {
    service: 'sqs',
    operation: 'DeleteMessage',
    input: { QueueUrl: batch.QueueUrl, ReceiptHandle: 'x' },
    status: 503,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-query-error': 'AccessDenied;Sender',
    },
    body: JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message: 'no' }),
    violations: [
      'AccessDeniedException with HTTP 503 where the model says 403',
      "the fault is the Sender's where the status says Receiver",
    ],
  },
  {
    service: 'sts',
    operation: 'GetCallerIdentity',
    status: 200,
    body: '<Wrong><GetCallerIdentityResult><Acount>1</Acount></GetCallerIdentityResult></Wrong>',
    violations: [
      'answer.Acount is not in the model',
      'the answer has no ResponseMetadata/RequestId',
      'the answer is called Wrong',
    ],
  },
  {
    service: 'sts',
    operation: 'GetCallerIdentity',
    status: 400,
    body: '<ErrorResponse><Error><Code>InternalFailure</Code><Message>no</Message></Error></ErrorResponse>',
    violations: ['HTTP 400 where STS answers with 500', 'the error has no Error/Type', 'the error has no RequestId'],
  },
];

it("tells of every way in which an answer is not as botocore's model says", async () => {
  const waiting = [...cases];
  const server = createServer((request, response) => {
    const { status, headers = {}, body } = waiting.shift() ?? { status: 404, body: '' };
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { outcomes } = await playWithBoto3(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    steps: cases.map(({ service, operation, input = {} }) => ({
      service,
      operation,
      name: '',
      input,
      expect: { status: 200 },
    })),
  });
  server.close();
  expect(outcomes.map(({ violations = [] }) => violations.toSorted())).toEqual(
    cases.map(({ violations }) => violations),
  );
});
