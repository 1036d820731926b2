import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { playWithBoto3 } from './play.ts';
import type { Step } from './step.ts';

const fileSystem = { FileSystemId: 'none', CreationTime: 0, LifeCycleState: 'available', NumberOfMountTargets: '1' };
const answers: Readonly<Record<string, { readonly status: number; readonly body: string }>> = {
  GET: { status: 202, body: JSON.stringify({ FileSystems: [{ ...fileSystem, Colour: 'red' }] }) },
  PUT: { status: 500, body: JSON.stringify({ ErrorCode: 'SecurityGroupNotFound' }) },
  POST: {
    status: 200,
    body: '<Wrong><requestId>1</requestId><networkInterfaceSet><item><deviceIndex/></item></networkInterfaceSet></Wrong>',
  },
};

const step = (service: Step['service'], operation: string, input: Step['input'] = {}): Step => ({
  service,
  operation,
  when: '',
  input,
  expect: { status: 200 },
});

it("tells of every way in which an answer is not as botocore's model says", async () => {
  const server = createServer((request, response) => {
    const { status, body } = answers[request.method ?? ''] ?? { status: 500, body: '' };
    request.resume().on('end', () => response.writeHead(status).end(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { outcomes } = await playWithBoto3(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [
      step('efs', 'DescribeFileSystems'),
      step('efs', 'ModifyMountTargetSecurityGroups', { MountTargetId: 'fsmt-0123456789abcdef0' }),
      step('ec2', 'DescribeNetworkInterfaces'),
    ],
    { validate: true },
  );
  server.close();
  const at = 'answer.FileSystems[0]';
  expect(outcomes.map(({ violations = [] }) => violations.toSorted())).toEqual([
    [
      'HTTP 202 where the model says 200',
      `${at}.Colour is not in the model`,
      `${at}.CreationToken is missing`,
      expect.stringContaining(`${at}.FileSystemId is 'none', which does not match`),
      `${at}.NumberOfMountTargets is '1', which is no integer`,
      `${at}.OwnerId is missing`,
      `${at}.PerformanceMode is missing`,
      `${at}.SizeInBytes is missing`,
      `${at}.Tags is missing`,
    ],
    ['SecurityGroupNotFound with HTTP 500 where the model says 400'],
    ['answer.networkInterfaceSet[0].deviceIndex is not in the model', 'the answer is called Wrong'],
  ]);
});
