import { expect, it } from 'vitest';
import { messageQueue } from '../../functions/aws/write/message-queue.ts';
import { fs, mt } from '../support/builders.ts';
import { fakeClock } from '../support/engine-clock.ts';
import { localPlace, scene } from '../support/engine-scene.ts';
import { createWorkQueue } from '../support/work-queue.ts';

it('is sent once, and refused with the permission that is missing: no pause gives that', async () => {
  const { aws, clients } = await scene();
  const { queueUrl } = await createWorkQueue(aws);
  const clock = fakeClock();
  aws.faults.next('sqs:SendMessageBatch', { error: 'AccessDenied', status: 403, times: 100 });
  const items = Array.from({ length: 25 }, (_, n) => ({
    mountTargetId: mt(n + 1),
    fileSystemId: fs(1),
    cause: 'sweep',
  }));
  const unsent = await messageQueue(clients, queueUrl, clock, localPlace).send(items);
  expect([...unsent.keys()]).toEqual(items);
  for (const why of unsent.values()) expect(why).toMatch(/AccessDenied.*; grant sqs:SendMessage to the role/);
  expect(aws.calls.total('sqs:SendMessageBatch')).toBe(3);
  expect(clock.slept).toEqual([]);
});
