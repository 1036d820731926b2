import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, describe, expect, it } from 'vitest';
import { environment } from '../support/environment.ts';
import { startLambda } from '../support/lambda.ts';
import { moveHolds } from '../support/ledger-items.ts';
import { stageOnMoto } from './stage.ts';

const minute = 60_000;
const watching = 'safety: { staged: { observe: 2m } }\n';

const { account, right, wrong, queue, proxyFor, stop, url } = await stageOnMoto();
await account.keepPolicy('/policy', (text) => `${text}${watching}`);
const proxy = await proxyFor('Remediate');
const remediate = await startLambda('remediate', {
  ...environment(proxy.url),
  POLICY_URI: 'ssm:/policy',
  QUEUE_URL: queue.urlAt(proxy.url),
});
afterAll(async () => {
  await remediate.stop();
  await stop();
});

/** Counts clients of a file system as EFS does: in each of five minutes from `from` (epoch milliseconds) so many. */
const clientsAre = async (fileSystemId: string, from: number, Value: number): Promise<void> => {
  await new CloudWatchClient(account.config).send(
    new PutMetricDataCommand({
      Namespace: 'AWS/EFS',
      MetricData: [0, 1, 2, 3, 4].map((index) => ({
        MetricName: 'ClientConnections',
        Dimensions: [{ Name: 'FileSystemId', Value: fileSystemId }],
        Timestamp: new Date(Math.floor(from / minute + index) * minute),
        Value,
      })),
    }),
  );
};

/** Has a fix watched before which there were four clients; what comes of it when there were so many after it. */
const watchedWith = async (clients: number) => {
  const { fileSystemId, mountTargetId } = await account.mountTarget('web', [wrong]);
  const payload = { mountTargetIds: [mountTargetId] };
  await clientsAre(fileSystemId, Date.now() - 6 * minute, 4);
  expect(await remediate.invoke(payload)).toMatchObject({ answer: { summary: { fixed: 1 } } });
  // The watch is moved to where nothing was counted before, as if this much time had passed.
  const passed = 20 * minute;
  await clientsAre(fileSystemId, Date.now() - passed - minute, clients);
  await moveHolds(url, passed);
  return { outcome: await remediate.invoke(payload), groups: await account.groupsOf(mountTargetId) };
};

describe('dist/remediate on moto, with a policy that has it watch the clients of what it changes', () => {
  it('undoes a change after which clients were lost, by the metric that CloudWatch has of them', async () => {
    const { outcome, groups } = await watchedWith(1);
    expect(outcome).toMatchObject({ answer: { results: [{ status: 'failed', reasons: ['connections-dropped'] }] } });
    expect(JSON.stringify(outcome)).toContain('client connections fell from 4.0 to 1.0');
    expect(groups).toEqual([wrong]);
  });

  it('leaves a change as it is after which they are all there', async () => {
    const { outcome, groups } = await watchedWith(4);
    expect(outcome).toMatchObject({ answer: { results: [{ status: 'compliant' }] } });
    expect(groups).toEqual([right]);
  });

  it('was refused nothing in all of that', () => {
    expect([...proxy.refused]).toEqual([]);
  });
});
