import { describe, expect, it } from 'vitest';
import { messageQueue } from '../../../functions/aws/write/message-queue.ts';
import { answer } from '../../../functions/remediate/answer.ts';
import { returnMessage } from '../../../functions/runtime/return-message.ts';
import { appOn } from '../../support/engine-app.ts';
import { modified, workMessage } from '../../support/engine-events.ts';
import { localPlace, type Scene, scene } from '../../support/engine-scene.ts';
import { takeBatch } from '../../support/event-source.ts';
import { safetyScene } from '../../support/safety-scene.ts';
import { createWorkQueue, maxReceiveCount, timeoutMs } from '../../support/work-queue.ts';

/** The queue of template.yaml, and Lambda taking batches from it for the function on a scene. */
const queueFor = async (it: Scene) => {
  const queue = await createWorkQueue(it.aws);
  const { returnLater } = messageQueue(it.clients, queue.queueUrl, it.clock, localPlace);
  const { app } = appOn(it, { returnMessage: returnMessage(it.journal, returnLater) });
  const take = () => takeBatch({ ...queue, clock: it.clock, timeoutMs, handle: answer(app) });
  it.aws.calls.reset();
  return { ...queue, take };
};

describe('a batch', () => {
  it('of messages about one mount target costs one look', async () => {
    const it = await scene();
    const queue = await queueFor(it);
    const events = [1, 2, 3, 4, 5].map((n) => modified(it.mountTarget, `e-${n}`));
    await queue.send([...events, events[0], events[0], workMessage(it.mountTarget), workMessage(it.mountTarget)]);
    expect(await queue.take()).toEqual({ received: 9, failed: 0 });
    expect(it.groups()).toEqual([it.wanted.id]);
    expect(it.journal.told).toHaveLength(1);
    expect(it.aws.calls.total('efs:DescribeMountTargets')).toBe(1);
    expect(queue.waiting()).toEqual([]);
  });

  it('keeps no more than the message that is poisoned', async () => {
    const it = await scene();
    const queue = await queueFor(it);
    await queue.send([modified(it.mountTarget), { mountTargetIds: ['fsmt-'] }, workMessage(it.mountTarget)]);
    expect(await queue.take()).toEqual({ received: 3, failed: 1 });
    expect(it.groups()).toEqual([it.wanted.id]);
    expect(queue.waiting().map(({ body }) => body)).toEqual(['{"mountTargetIds":["fsmt-"]}']);
  });
});

describe('a message that has to wait', () => {
  it('comes back after 30 s, then 60 s, then 120 s, and is deleted when it is done', async () => {
    const it = await scene();
    const queue = await queueFor(it);
    it.mountTarget.lifeCycleState = 'deleting';
    await queue.send([modified(it.mountTarget)]);
    for (const seconds of [30, 60, 120]) {
      expect(await queue.take()).toEqual({ received: 1, failed: 1 });
      it.clock.pass(seconds * 1000 - 1);
      expect(await queue.take()).toEqual({ received: 0, failed: 0 });
      it.clock.pass(1);
    }
    it.mountTarget.lifeCycleState = 'available';
    expect(await queue.take()).toEqual({ received: 1, failed: 0 });
    expect([it.groups(), queue.waiting()]).toEqual([[it.wanted.id], []]);
  });

  it('goes to the dead-letter queue after its last try, with the reason in the log, and the sweep finds its target', async () => {
    const it = await safetyScene();
    it.mountTarget.lifeCycleState = 'deleting';
    const event = modified(it.mountTarget);
    await it.send([event]);
    for (let tries = 0; tries < maxReceiveCount; tries++) {
      await it.drain();
      it.clock.pass(900_000);
    }
    await it.drain();
    expect(it.waiting()).toEqual([]);
    expect(it.undelivered()).toMatchObject([{ body: JSON.stringify(event) }]);
    expect(it.findings).toHaveLength(maxReceiveCount);
    expect(it.findings.at(-1)).toMatchObject({ status: 'deferred', reasons: ['lifecycle-state'] });

    it.mountTarget.lifeCycleState = 'available';
    expect(await it.sweep()).toMatchObject({ queued: 1 });
    await it.drain();
    expect(it.groups()).toEqual([it.wanted.id]);
  });
});
