import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { localAws } from '../../infra/local/local-aws.ts';
import { logEvent } from '../../infra/local/world/flow-logs.ts';

/** What a built function loads when it is to read a flow log. */
const loaded = async (name: string): Promise<typeof import('../../functions/aws/client/logs-client.ts')> => {
  const folder = fileURLToPath(new URL(`../../dist/${name}/`, import.meta.url));
  const chunk = readdirSync(folder).find((file) => file.startsWith('logs-client-'));
  return import(`${folder}${chunk}`);
};

it.each(['remediate', 'sweep'])('reads a log in the bundle of %s', async (name) => {
  const { CloudWatchLogsClient, FilterLogEventsCommand } = await loaded(name);
  const { world, handler } = localAws();
  const event = { timestamp: 1_000, message: 'a record' };
  logEvent(world, { logGroup: 'flows', stream: 'eni-1-all', ...event });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CloudWatchLogsClient({ region: 'us-east-1', credentials, requestHandler: handler });
  const page = { logGroupName: 'flows', logStreamNamePrefix: 'eni-1-', startTime: 1, endTime: 2_000, limit: 1 };
  const { events, nextToken } = await client.send(new FilterLogEventsCommand(page));
  expect(events).toEqual([expect.objectContaining({ ...event, logStreamName: 'eni-1-all' })]);
  const next = await client.send(new FilterLogEventsCommand({ ...page, nextToken, filterPattern: '[a, b]' }));
  expect(next.events).toEqual([]);
  const gone = client.send(new FilterLogEventsCommand({ logGroupName: 'none' }));
  await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
