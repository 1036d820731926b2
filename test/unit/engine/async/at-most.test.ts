import fc from 'fast-check';
import { expect, it } from 'vitest';
import { atMost } from '../../../../functions/engine/async/at-most.ts';

/** Runs works, of which some fail, with a limit; how many were under way at most, and how each ended. */
const run = async (scheduler: fc.Scheduler, limit: number, works: readonly boolean[]) => {
  const limited = atMost(limit);
  let running = 0;
  let most = 0;
  const work = async (fails: boolean): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await scheduler.schedule(Promise.resolve());
    running -= 1;
    if (fails) throw new Error('it failed');
  };
  const endings = Promise.allSettled(works.map((fails) => limited(() => work(fails))));
  await scheduler.waitFor(endings);
  return { most, endings: (await endings).map(({ status }) => status) };
};

it('never has more work under way than allowed, and does all of it, also when some fails', async () => {
  const works = fc.array(fc.boolean(), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), works, async (scheduler, limit, works) => {
      const { most, endings } = await run(scheduler, limit, works);
      expect(endings).toEqual(works.map((fails) => (fails ? 'rejected' : 'fulfilled')));
      expect(most).toBe(Math.min(limit, works.length));
    }),
  );
});

it('lets work wait in the order in which it came', async () => {
  const limited = atMost(1);
  const order: number[] = [];
  await Promise.all([1, 2, 3].map((n) => limited(async () => void order.push(n))));
  expect(order).toEqual([1, 2, 3]);
});
