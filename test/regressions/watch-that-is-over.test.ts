import { describe, expect, it } from 'vitest';
import { fileSystemId, mountTargetId } from '../../functions/core/model/ids.ts';
import { setClientConnections } from '../../infra/local/world/storage.ts';
import { must } from '../support/must.ts';
import { roomy, safely, safetyScene, terraform } from '../support/safety-scene.ts';

const minute = 60_000;
const modify = 'efs:ModifyMountTargetSecurityGroups';
const watching = (observe = '5m', limits = roomy): string =>
  safely(`{ staged: { observe: ${observe}, connectionsDropPercent: 50 } }`, limits);

/** A fix that is watched and costs all clients; its mount target had `stray` before. */
const costly = async (policy = watching()) => {
  const region = await safetyScene({ policy });
  const start = region.clock.now();
  setClientConnections(region.aws.world, region.fileSystem.id, (at) => (at < start ? 10 : 0));
  expect(await region.changed()).toMatchObject({ status: 'fixed' });
  const isUndone = () => region.groups()[0] === region.stray.id;
  return { ...region, isUndone };
};
const dropped = { status: 'failed', reasons: ['connections-dropped'] };

describe('a change that cost all clients', () => {
  it('is undone at the end of its watch although the budget of the hour has closed the gate', async () => {
    const it = await costly(
      watching('5m', 'limits: { changesPerHour: 1, changesPerSweep: { count: 1000, percent: 100 } }'),
    );
    const [other] = it.addTargets(1, { apart: true });
    expect(await it.changed(must(other))).toMatchObject({ status: 'refused', reasons: ['over-budget'] });
    it.clock.pass(7 * minute);
    await it.drain();
    expect(it.findings.at(-1)).toMatchObject({ ...dropped, mountTargetId: it.mountTarget.id });
    expect(it.isUndone()).toBe(true);
  });

  it('waits for the end of a pause, and is undone then', async () => {
    const it = await costly();
    it.say(`${watching()}\npaused: true`);
    it.clock.pass(7 * minute);
    await it.drain();
    expect(it.isUndone()).toBe(false);
    it.say(watching());
    await it.changed();
    expect(it.isUndone()).toBe(true);
  });

  it('has nothing looked at again and again while a pause keeps it from being judged', async () => {
    const it = await costly();
    it.say(`${watching()}\npaused: true`);
    it.clock.pass(7 * minute);
    for (let passed = 0; passed < 5; passed += 1) {
      await it.drain();
      it.clock.pass(2000);
    }
    expect(it.waiting()).toEqual([]);
  });

  it('is undone soon after the end of a watch whose writer died, when somebody has concluded it meanwhile', async () => {
    const it = await safetyScene({ policy: watching() });
    const start = it.clock.now();
    setClientConnections(it.aws.world, it.fileSystem.id, (at) => (at < start ? 10 : 0));
    const conclude = () => Promise.reject(new Error('died'));
    const queue = { send: () => Promise.reject(new Error('died')) };
    await it.changed(it.mountTarget, terraform, { ledger: { ...it.ports.ledger, conclude }, queue });
    it.clock.pass(3 * minute);
    await it.sweep();
    await it.drain();
    expect(it.findings.at(-1)).toMatchObject({ status: 'fixed', reasons: ['interrupted'] });
    it.clock.pass(5 * minute);
    await it.drain();
    expect(it.groups()).toEqual([it.stray.id]);
  });

  it('is undone soon after a watch for longer than SQS delays a message, with nothing else to be looked at', async () => {
    const it = await costly(watching('40m'));
    for (let passed = 0; passed < 41; passed += 1) {
      expect([it.isUndone(), it.waiting().length]).toEqual([false, 1]);
      it.clock.pass(minute);
      await it.drain();
    }
    it.clock.pass(minute);
    await it.drain();
    expect(it.isUndone()).toBe(true);
  });

  it('is tried to be undone once for each look, and nothing else on the file system is written before', async () => {
    const it = await costly();
    const [sibling] = it.addTargets(1);
    it.clock.pass(7 * minute);
    it.aws.faults.next(modify, { error: 'IncorrectMountTargetState', times: 2 });
    for (const sent of [1, 2]) {
      expect(await it.changed(must(sibling))).toMatchObject({ status: 'deferred', reasons: ['stage-halted'] });
      expect(it.modifies()).toBe(1 + sent);
    }
    expect(await it.changed(must(sibling))).toMatchObject({ status: 'refused', reasons: ['held'] });
    expect(it.isUndone()).toBe(true);
  });

  it.each(['mountTarget', 'fileSystem'] as const)(
    'is left as it is once an exemption covers its %s, and the file system is held',
    async (covered) => {
      const it = await costly();
      it.say(`${watching()}\nexemptions: [{ ${covered}: ${it[covered].id}, until: 2026-12-31, reason: hands off }]`);
      it.clock.pass(7 * minute);
      await it.drain();
      expect(it.findings.at(-1)).toMatchObject(dropped);
      expect(it.findings.at(-1)?.explanation).toContain('nothing is restored, for an exemption covers it');
      expect(it.modifies()).toBe(1);
      expect((await it.ports.ledger.record(must(fileSystemId(it.fileSystem.id)))).hold?.watch).toBeUndefined();
    },
  );

  it('is left as it is while somebody has its mount target held', async () => {
    const it = await costly();
    const hold = { until: it.clock.now() + 60 * minute, reason: 'INC-7', by: 'somebody', at: it.clock.now() };
    await it.ports.ledger.hold(must(mountTargetId(it.mountTarget.id)), hold);
    it.clock.pass(7 * minute);
    await it.drain();
    expect(it.findings.at(-1)?.explanation).toContain('nothing is restored, for it is held by somebody (INC-7)');
    expect(it.isUndone()).toBe(false);
  });

  it('has the finding of its undoing say that NFS is open to the world', async () => {
    const it = await safetyScene({
      policy: safely('{ nfsOpenToWorld: warn, staged: { observe: 5m, connectionsDropPercent: 50 } }'),
    });
    for (const group of [it.stray, it.wanted]) it.admit(group, { peer: { cidrIpv4: '0.0.0.0/0' } });
    const start = it.clock.now();
    setClientConnections(it.aws.world, it.fileSystem.id, (at) => (at < start ? 10 : 0));
    await it.changed();
    it.clock.pass(7 * minute);
    await it.drain();
    expect(it.findings.at(-1)).toMatchObject({ ...dropped, warnings: ['nfs-open-to-world'] });
  });
});
