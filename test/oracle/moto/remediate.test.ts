import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { leaseOf } from '../support/lease-of.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { stageOnMoto } from './stage.ts';

const started: Lambda[] = [];
const { account, right, wrong, queue, proxyFor, stop, url } = await stageOnMoto();
const proxy = await proxyFor('Remediate');
afterEach(async () => {
  for (const lambda of started.splice(0)) await lambda.stop();
});
afterAll(stop);

const start = async (env: Readonly<Record<string, string>> = {}): Promise<Lambda> => {
  const lambda = await startLambda('remediate', {
    ...environment(proxy.url),
    QUEUE_URL: queue.urlAt(proxy.url),
    ...env,
  });
  started.push(lambda);
  return lambda;
};
const drifted = () => account.mountTarget('web', [wrong]);

describe('dist/remediate on moto, allowed what its role in the template allows', () => {
  it('puts right what an event says was changed, and answers the event with the same when it is delivered again', async () => {
    const { mountTargetId: id } = await drifted();
    const lambda = await start();
    const event = modifiedEvent(id);
    const first = await lambda.invoke(event);
    expect(first).toMatchObject({ answer: { results: [{ status: 'fixed', before: [wrong], after: [right] }] } });
    expect(await account.groupsOf(id)).toEqual([right]);
    await account.setGroups(id, [wrong]);
    expect(await lambda.invoke(event)).toEqual(first);
    expect(await account.groupsOf(id)).toEqual([wrong]);
    expect(await lambda.invoke(modifiedEvent(id))).toMatchObject({ answer: { summary: { fixed: 1 } } });
  });

  it('works once on an event that the queue delivers in two messages, and on a message that it delivers again', async () => {
    const { mountTargetId: id } = await drifted();
    const event = modifiedEvent(id);
    await queue.send(event);
    await queue.send(event);
    const batch = await queue.receive();
    expect(batch.Records).toHaveLength(2);
    const lambda = await start();
    expect(await lambda.invoke(batch)).toEqual({ answer: { batchItemFailures: [] } });
    expect(await account.groupsOf(id)).toEqual([right]);
    await account.setGroups(id, [wrong]);
    expect(await lambda.invoke(batch)).toEqual({ answer: { batchItemFailures: [] } });
    expect(await account.groupsOf(id)).toEqual([wrong]);
    expect(lambda.lines().filter(({ message }) => message === 'decided')).toHaveLength(1);
  });

  it('puts right the mount target that a payload names', async () => {
    const { mountTargetId: id } = await drifted();
    const lambda = await start();
    expect(await lambda.invoke({ mountTargetIds: [id] })).toMatchObject({
      answer: { results: [{ mountTargetId: id, status: 'fixed', before: [wrong], after: [right] }] },
    });
    expect(await account.groupsOf(id)).toEqual([right]);
  });

  it('says what it would do when asked for a dry run, and does it when asked for that', async () => {
    const { fileSystemId, mountTargetId: id } = await drifted();
    const lambda = await start();
    const dryRun = await lambda.invoke({ fileSystemIds: [fileSystemId], dryRun: true });
    expect(dryRun).toMatchObject({ answer: { summary: { 'would-fix': 1 }, results: [{ after: [right] }] } });
    expect(await account.groupsOf(id)).toEqual([wrong]);
    expect(await lambda.invoke({ fileSystemIds: [fileSystemId] })).toMatchObject({ answer: { summary: { fixed: 1 } } });
    expect(await account.groupsOf(id)).toEqual([right]);
  });

  it('goes by the policy that an SSM parameter holds', async () => {
    await account.keepPolicy('/mountguard/policy', (text) => text.replace('mode: enforce', 'mode: audit'));
    const { mountTargetId: id } = await drifted();
    const lambda = await start({ POLICY_URI: 'ssm:/mountguard/policy' });
    const outcome = await lambda.invoke(modifiedEvent(id));
    expect(outcome).toMatchObject({ answer: { summary: { 'would-fix': 1 } } });
    expect(await account.groupsOf(id)).toEqual([wrong]);
  });

  it('writes nothing when the SSM parameter does not exist, and says so', async () => {
    const lambda = await start({ POLICY_URI: 'ssm:/mountguard/absent' });
    const { mountTargetId: id } = await drifted();
    expect(await lambda.invoke(modifiedEvent(id))).toMatchObject({
      error: { errorMessage: expect.stringContaining('ssm:/mountguard/absent') },
    });
    expect(await account.groupsOf(id)).toEqual([wrong]);
  });

  it('takes its work from the queue, and hands a deferred message back to it', async () => {
    const { mountTargetId: id, fileSystemId } = await drifted();
    await queue.send(modifiedEvent(id));
    const batch = await queue.receive();
    const lease = await leaseOf(url, fileSystemId);
    const lambda = await start();
    expect(await lambda.invoke(batch)).toEqual({
      answer: { batchItemFailures: [{ itemIdentifier: batch.Records[0]?.messageId }] },
    });
    const [returned] = lambda.lines().filter(({ message }) => message === 'message returned');
    expect([3, 4, 5]).toContain(returned?.['seconds']);
    await lease.release();
    expect(await lambda.invoke(batch)).toEqual({ answer: { batchItemFailures: [] } });
    expect(await account.groupsOf(id)).toEqual([right]);
  });

  it('was refused nothing in all of that', () => {
    expect([...proxy.refused]).toEqual([]);
  });
});
