import { expect, it } from 'vitest';
import { answer } from '../../../functions/remediate/answer.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { seedAccount } from '../../../infra/local/world/seed.ts';
import { groupsOf } from '../../../infra/local/world/storage.ts';
import { modified } from '../../support/engine-events.ts';
import { recordingJournal } from '../../support/engine-journal.ts';
import { policyFrom, policyText } from '../../support/engine-scene.ts';
import { takeBatch } from '../../support/event-source.ts';
import { addTables } from '../../support/in-process.ts';
import { localApp } from '../../support/local-app.ts';
import { must } from '../../support/must.ts';
import { virtualClock as clock, inVirtualTime } from '../../support/virtual-time.ts';
import { createWorkQueue, timeoutMs } from '../../support/work-queue.ts';

/** A file system with three mount targets that drifted, the event of each on the queue, and a way to invoke. */
const threeEvents = async () => {
  const aws = localAws({ clock });
  await addTables(aws);
  const { mountTargets } = seedAccount(aws.world, {
    fileSystems: 1,
    groups: [{ name: 'wanted', tags: { 'nfs-access': 'prod' } }, { name: 'stray' }],
    tags: () => ({ environment: 'prod' }),
    attach: (_, [, stray]) => [must(stray)],
  });
  const queue = await createWorkQueue(aws);
  await queue.send(mountTargets.map((target, n) => modified(target, `e-${n}`, { at: clock.now() })));
  const journals = mountTargets.map(() => recordingJournal());
  const policy = policyFrom(policyText());
  /** An execution environment of its own: takes one message after the other until the queue is empty. */
  const work = async (n: number): Promise<void> => {
    const app = localApp(aws, { clock, policy, journal: must(journals[n]), queueUrl: queue.queueUrl });
    while (queue.waiting().length > 0) {
      const { received } = await takeBatch({ ...queue, clock, timeoutMs, batchSize: 1, handle: answer(app) });
      if (received === 0) await clock.sleep(200);
    }
  };
  const right = () =>
    mountTargets.filter(({ id }) => {
      const [group] = groupsOf(aws.world, id).map((each) => aws.world.securityGroups.get(each)?.name);
      return group === 'wanted';
    }).length;
  return { aws, queue, work, right, journals };
};

it.each([
  { shown: 'at once', faults: { latencyMs: [20, 150] as const } },
  { shown: 'after three reads', faults: { latencyMs: [20, 150] as const, staleReads: { reads: 3 } } },
])(
  'puts three mount targets of one file system right within 20 s, by three events in three invocations, where EFS shows a write $shown',
  async ({ faults }) => {
    const { result, ms } = await inVirtualTime(async () => {
      const it = await threeEvents();
      it.aws.faults.set(faults);
      await Promise.all([0, 1, 2].map(it.work));
      return it;
    });
    expect([result.right(), result.queue.undelivered()]).toEqual([3, []]);
    expect(ms).toBeLessThan(20_000);
    expect(result.aws.calls.total('efs:ModifyMountTargetSecurityGroups')).toBe(3);
    const told = result.journals.flatMap(({ told: all }) => all.map(({ finding: { status } }) => status));
    expect(told.filter((status) => status === 'fixed')).toHaveLength(3);
    const returned = result.journals.flatMap(({ warnings }) => warnings);
    expect(returned.length).toBeGreaterThan(0);
    for (const { message, keys } of returned) {
      expect(message).toBe('message returned');
      expect(keys).toMatchObject({ error: { code: 'lease-held' }, seconds: expect.toBeOneOf([3, 4, 5]) });
    }
  },
  60_000,
);
