import { describe, expect, it } from 'vitest';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { addMountTarget, setClientConnections } from '../../../infra/local/world/storage.ts';
import { appOn } from '../../support/engine-app.ts';
import { message } from '../../support/engine-events.ts';
import { policyText, scene } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { modifiedBy, safely, safetyScene, terraform } from '../../support/safety-scene.ts';

const minute = 60_000;
const unqueued = 'no look is queued for the end of the watch; the next event or sweep will see to it';

/** A file system with a change that is watched for two hours, and another mount target that has drifted. */
const watching = async () => {
  const region = await safetyScene({ policy: safely('{ staged: { observe: 2h, connectionsDropPercent: 50 } }') });
  setClientConnections(region.aws.world, region.fileSystem.id, () => 10);
  const [sibling] = region.addTargets(1);
  const event = modifiedBy(must(sibling), terraform);
  expect(await region.changed()).toMatchObject({ status: 'fixed' });
  return {
    ...region,
    sibling: must(sibling),
    event,
    /** Has remediate receive that the other was changed, or any other message; the ids of those that failed. */
    receive: (over: Partial<Ports> = {}, body: object = event) => region.receive([message('m-1', body)], over),
    /** Messages on the queue that are about the other mount target. */
    looks: () => region.waiting().filter(({ body }) => body.includes(must(sibling).id)),
    isFixed: () => region.groupsOf(must(sibling))[0] === region.wanted.id,
  };
};

/** A queue that takes nothing. */
const full: Partial<Ports> = {
  queue: { send: async (items) => new Map(items.map((item) => [item, 'the queue is full'])) },
};

describe('an event about a mount target that waits for a watch over another', () => {
  it('is done with at once, and has a look queued', async () => {
    const it = await watching();
    expect(await it.receive()).toEqual([]);
    expect(it.findings.at(-1)).toMatchObject({ status: 'deferred', reasons: ['observing'] });
    expect(it.looks()).toHaveLength(1);
  });

  it('is put right within a minute of the end, by looks each of which queues the next when it comes too early', async () => {
    const it = await watching();
    await it.receive();
    for (let passed = 0; passed < 121; passed += 1) {
      expect([it.isFixed(), it.looks().length]).toEqual([false, 1]);
      it.clock.pass(minute);
      await it.drain();
    }
    it.clock.pass(minute);
    await it.drain();
    expect(it.isFixed()).toBe(true);
    expect(it.undelivered()).toEqual([]);
    // A look for each quarter of an hour.
    const waits = it.findings.filter(({ reasons }) => reasons.includes('observing'));
    expect(waits).toHaveLength(9);
  });

  it('is looked at when the watch ends, when that is sooner than SQS can delay a message', async () => {
    const it = await watching();
    it.clock.pass(117 * minute);
    await it.receive();
    it.clock.pass(4 * minute - 2000);
    await it.drain();
    expect([it.isFixed(), it.looks().length]).toEqual([false, 1]);
    it.clock.pass(3000);
    await it.drain();
    expect(it.isFixed()).toBe(true);
  });

  it('is answered as the first time when it is delivered again, and has no second look queued', async () => {
    const it = await watching();
    await it.receive();
    const again = await it.invoke(it.event);
    expect(again.results).toMatchObject([{ status: 'deferred', reasons: ['observing'] }]);
    expect(it.looks()).toHaveLength(1);
  });

  it('has none queued by a dry run', async () => {
    const it = await watching();
    const { results } = await it.invoke({ mountTargetIds: [it.sibling.id], dryRun: true });
    expect(results).toMatchObject([{ status: 'deferred', reasons: ['observing'] }]);
    expect(it.looks()).toEqual([]);
  });

  it('is left to the next sweep, and a warning says so, when the queue does not take the look', async () => {
    const it = await watching();
    expect(await it.receive(full)).toEqual([]);
    expect(it.warnings).toContain(unqueued);
    it.clock.pass(122 * minute);
    await it.sweep();
    await it.drain();
    expect(it.isFixed()).toBe(true);
  });

  it('is done with, and a warning says that no look is queued, where there is no queue', async () => {
    const it = await scene({ policy: policyText('safety: { staged: { observe: 2h, connectionsDropPercent: 50 } }') });
    const sibling = addMountTarget(it.aws.world, { fileSystemId: it.fileSystem.id, groupIds: [it.stray.id] });
    expect(await it.look()).toMatchObject({ status: 'fixed' });
    expect(await appOn(it).receive(message('m-1', modifiedBy(sibling, terraform)))).toEqual([]);
    expect(it.journal.warnings.at(-1)).toMatchObject({
      message: unqueued,
      keys: { mountTargetId: sibling.id, fileSystemId: it.fileSystem.id },
    });
  });

  it('is left to the next sweep when the end of the watch cannot be read', async () => {
    const it = await watching();
    const { ledger } = it.ports;
    let reads = 0;
    const record: typeof ledger.record = (id) => {
      reads += 1;
      return reads > 2 ? Promise.reject(new Error('no ledger')) : ledger.record(id);
    };
    expect(await it.receive({ ledger: { ...ledger, record } })).toEqual([]);
    expect(it.looks()).toEqual([]);
    expect(it.warnings).toContain('the end of the watch is unknown; the next event or sweep will see to it');
  });

  it('comes back all the same when another part of it has to wait for something else', async () => {
    const it = await watching();
    const [creating] = it.addTargets(1, { apart: true });
    must(creating).lifeCycleState = 'creating';
    const body = { mountTargetIds: [it.sibling.id, must(creating).id] };
    expect(await it.receive({}, body)).toEqual(['m-1']);
  });
});
