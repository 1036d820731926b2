import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { localAws } from '../../../infra/local/local-aws.ts';
import { createTables, localTables } from '../../../infra/local/tables.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget, groupsOf } from '../../../infra/local/world/storage.ts';
import { lambdaContext } from '../../support/engine-app.ts';
import { message, modified, workMessage } from '../../support/engine-events.ts';
import { outputLines, parsedLines } from '../../support/engine-lines.ts';
import { policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';

const aws = localAws();
const { id: wanted } = addGroup(aws.world, { name: 'nfs-prod', tags: { 'nfs-access': 'prod' } });
const { id: stray } = addGroup(aws.world, { name: 'stray' });
const fileSystem = addFileSystem(aws.world, { tags: { environment: 'prod' } });
const start = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mountguard-'));
  await writeFile(join(directory, 'policy.yaml'), policyText());
  const { url, close } = await aws.listen();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret-key' };
  const sqs = new SQSClient({ region: 'us-east-1', endpoint: url, credentials });
  await createTables({ endpoint: url });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    POLICY_URI: `file:${join(directory, 'policy.yaml')}`,
    LEDGER_TABLE: localTables.ledger,
    IDEMPOTENCY_TABLE: localTables.idempotency,
    QUEUE_URL: must(QueueUrl),
    OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/mountguard-remediate',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { handler } = await import('../../../functions/remediate/handler.ts');
  const stop = async () => {
    vi.unstubAllEnvs();
    sqs.destroy();
    await close();
    await rm(directory, { recursive: true });
  };
  return { sqs, QueueUrl, stop, handle: (event: unknown) => handler(event, lambdaContext()) };
};

describe('the function, assembled from its environment', () => {
  let running: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.stop());

  const drifted = () => addMountTarget(aws.world, { fileSystemId: fileSystem.id, groupIds: [stray] });

  it('puts a mount target right over HTTP, and logs one line and one set of metrics', async () => {
    const mountTarget = drifted();
    const output = outputLines();
    const answer = await running.handle(modified(mountTarget, 'e-1'));
    expect(answer).toMatchObject({ results: [{ status: 'fixed', after: [wanted] }], summary: { fixed: 1 } });
    expect(groupsOf(aws.world, mountTarget.id)).toEqual([wanted]);
    const lines = parsedLines(output);
    expect(lines).toHaveLength(2);
    expect(lines).toContainEqual(
      expect.objectContaining({
        message: 'decided',
        function_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        status: 'fixed',
      }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ _aws: expect.anything(), Checked: 1, Fixed: 1 }));
  });

  it('writes no line at all for an event that it ignores', async () => {
    const output = outputLines();
    expect(await running.handle({ 'detail-type': 'none', source: 'aws.s3' })).toMatchObject({ results: [] });
    expect(output).toEqual([]);
  });

  it('has the queue bring a deferred message back in about thirty seconds', async () => {
    const { sqs, QueueUrl, handle } = running;
    const mountTarget = drifted();
    mountTarget.lifeCycleState = 'deleting';
    outputLines();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(workMessage(mountTarget)) }));
    const request = { QueueUrl, VisibilityTimeout: 360 };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
    const { ReceiptHandle, Body } = must(Messages[0]);
    const record = { ...message('m-1', must(Body)), receiptHandle: must(ReceiptHandle) };
    const expected = { batchItemFailures: [{ itemIdentifier: 'm-1' }] };
    expect(await handle({ Records: [record] })).toEqual(expected);
    const [kept] = aws.world.queues.get('work')?.messages ?? [];
    const seconds = (must(kept).visibleAt - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(25);
    expect(seconds).toBeLessThanOrEqual(30);
  });

  it('answers a malformed payload with one error for the one who sent it, and does not fail', async () => {
    outputLines();
    const answer = await running.handle({ mountTargetIds: ['nonsense'] });
    expect(answer).toEqual({ error: expect.stringMatching(/mountTargetIds.*nonsense/) });
  });
});
