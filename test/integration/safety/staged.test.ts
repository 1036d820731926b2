import { describe, expect, it } from 'vitest';
import { fileSystemId } from '../../../functions/core/model/ids.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { setClientConnections, setGroups } from '../../../infra/local/world/storage.ts';
import { crash } from '../../support/engine-crash.ts';
import { idOf, leaseMs } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safely, safetyScene, terraform } from '../../support/safety-scene.ts';

const minute = 60_000;
const watching = safely('{ staged: { observe: 5m, connectionsDropPercent: 50 } }');
/** The observation and the minute by which CloudWatch lags. */
const windowMs = 6 * minute;

const lookAtAll = (it: SafetyScene, over: Partial<Ports> = {}) =>
  it.invoke({ fileSystemIds: [it.fileSystem.id] }, over);

const statuses = (results: readonly { readonly status: string }[]) => results.map(({ status }) => status).toSorted();

/** An actuator whose writes EFS accepts and forgets; `instead` is what happens. */
const losing = (it: SafetyScene, instead = () => {}): Partial<Ports> => {
  let writes = 0;
  return {
    actuator: {
      replaceGroups: async (...change) => {
        writes += 1;
        if (writes === 1) instead();
        else await it.ports.actuator.replaceGroups(...change);
      },
    },
  };
};

/** A file system of three mount targets that drifted, with so many clients until now and so many from then on. */
const watched = async (before: number | undefined, then: number | undefined) => {
  const it = await safetyScene({ policy: watching });
  const all = [it.mountTarget, ...it.addTargets(2)];
  const start = it.clock.now();
  setClientConnections(it.aws.world, it.fileSystem.id, (at) => (at < start ? before : then));
  return { ...it, all, fixed: () => all.filter((each) => it.groupsOf(each)[0] === it.wanted.id).length };
};

describe('the mount targets of a file system', () => {
  it('are changed one at a time, each read back before the next is written', async () => {
    const it = await safetyScene();
    it.addTargets(2);
    expect(statuses((await lookAtAll(it)).results)).toEqual(['fixed', 'fixed', 'fixed']);
    const writes = it.aws.calls.log.filter(({ operation }) => /ModifyMount/.test(operation));
    const ends = writes.map(({ ended }) => must(ended));
    for (const [index, { started }] of writes.entries())
      if (index > 0) expect(started).toBeGreaterThan(must(ends[index - 1]));
    const between = it.aws.calls.log.filter(
      ({ operation, started }) =>
        /DescribeMountTargetSecurityGroups/.test(operation) &&
        started > must(ends[0]) &&
        started < must(writes[1]?.started),
    );
    expect(between.length).toBeGreaterThan(0);
  });

  it('are changed one at a time by two invocations too: the other one waits', async () => {
    const it = await safetyScene();
    const [other] = it.addTargets(1);
    const inside: unknown[] = [];
    const replaceGroups: Ports['actuator']['replaceGroups'] = async (...change) => {
      inside.push((await it.changed(other)).reasons);
      await it.ports.actuator.replaceGroups(...change);
    };
    expect(await it.changed(it.mountTarget, terraform, { actuator: { replaceGroups } })).toMatchObject({
      status: 'fixed',
    });
    expect(inside).toEqual([['lease-held']]);
    expect(await it.changed(other)).toMatchObject({ status: 'fixed' });
  });

  it('are left when one does not verify; that one has its set of before, and nothing follows for a day', async () => {
    const it = await safetyScene();
    const more = it.addTargets(2);
    const { results } = await lookAtAll(it, losing(it));
    expect(statuses(results)).toEqual(['failed', 'refused', 'refused']);
    for (const each of [it.mountTarget, ...more]) expect(it.groupsOf(each)).toEqual([it.stray.id]);
    expect(await it.changed(must(more[0]))).toMatchObject({ status: 'refused', reasons: ['held'] });
    await it.sweep();
    await it.drain();
    expect(it.modifies()).toBe(1);
    it.clock.pass(24 * 60 * minute);
    expect(statuses((await lookAtAll(it)).results)).toEqual(['fixed', 'fixed', 'fixed']);
  });

  it('have a write that shows late undone', async () => {
    const it = await safetyScene();
    const { reader } = it.ports;
    const old = await reader.attachedGroups(idOf(it.mountTarget));
    let reads = 0;
    // Two reads before the write, and five that do not show it yet.
    const attachedGroups: typeof reader.attachedGroups = async (id) => {
      reads += 1;
      return reads < 8 ? old : reader.attachedGroups(id);
    };
    const finding = await it.changed(it.mountTarget, terraform, { reader: { ...reader, attachedGroups } });
    expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'], after: [it.stray.id] });
    expect(it.groups()).toEqual([it.stray.id]);
    expect((await it.invoke({ history: it.mountTarget.id })).history?.changes).toMatchObject([
      { status: 'fixed', rule: expect.stringContaining('restore after') },
      { status: 'failed', reasons: ['not-verified'] },
    ]);
  });

  it('keep the set that a rival put there instead of ours', async () => {
    const it = await safetyScene();
    const rival = addGroup(it.aws.world, { name: 'rival', rules: [{ peer: { cidrIpv4: '10.0.0.0/8' } }] });
    const finding = await it.changed(
      it.mountTarget,
      terraform,
      losing(it, () => setGroups(it.aws.world, it.mountTarget.id, [rival.id])),
    );
    expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'], after: [rival.id] });
    expect(it.groups()).toEqual([rival.id]);
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
  });

  it('cost no call to CloudWatch where the policy does not watch', async () => {
    const it = await safetyScene();
    it.addTargets(1);
    await lookAtAll(it);
    expect(it.aws.calls.total('cloudwatch:')).toBe(0);
    expect(it.waiting()).toEqual([]);
  });
});

describe('a policy that watches clients', () => {
  it('has the others wait, as deferred, and a look at each queued for the end of the window', async () => {
    const it = await watched(10, 10);
    const { results } = await lookAtAll(it);
    expect(statuses(results)).toEqual(['deferred', 'deferred', 'fixed']);
    expect(results.flatMap(({ reasons }) => reasons)).toEqual(['observing', 'observing']);
    expect([it.fixed(), it.waiting().length]).toEqual([1, 3]);
    await it.drain();
    expect(it.waiting()).toHaveLength(3);
  });

  it('goes on with the next once the window is over without a drop, one at a time to the end', async () => {
    const it = await watched(10, 6);
    for (const done of [1, 2, 3]) {
      await lookAtAll(it);
      expect(it.fixed()).toBe(done);
      await lookAtAll(it);
      expect(it.fixed()).toBe(done);
      it.clock.pass(windowMs + 2000);
    }
    expect(statuses((await lookAtAll(it)).results)).toEqual(['compliant', 'compliant', 'compliant']);
  });

  it.each([
    { after: 5, falls: false },
    { after: 4, falls: true },
    { after: 0, falls: true },
    { after: undefined, falls: true },
  ])('undoes a change after which 10 connections are $after: $falls', async ({ after, falls }) => {
    const it = await watched(10, after);
    await lookAtAll(it);
    it.clock.pass(windowMs + 2000);
    await it.drain();
    // Without a fall the next one has its turn.
    expect(it.fixed()).toBe(falls ? 0 : 2);
    if (!falls) return;
    const undone = { status: 'failed', reasons: ['connections-dropped'] };
    expect(it.findings).toContainEqual(expect.objectContaining(undone));
    expect(statuses((await lookAtAll(it)).results)).toEqual(['refused', 'refused', 'refused']);
    expect(it.findings.at(-1)?.reasons).toEqual(['held']);
    expect(it.fixed()).toBe(0);
  });

  it('undoes it also when another mount target is looked at first', async () => {
    const it = await watched(10, 0);
    const fixed = must((await lookAtAll(it)).results.find(({ status }) => status === 'fixed'));
    it.clock.pass(windowMs);
    const other = must(it.all.find(({ id }) => id !== fixed.mountTargetId));
    expect(await it.changed(other)).toMatchObject({ status: 'refused', reasons: ['held'] });
    expect(it.fixed()).toBe(0);
    expect(it.findings.map(({ reasons }) => reasons)).toContainEqual(['connections-dropped']);
  });

  it('has nothing to compare where CloudWatch has no data, says so, and goes on', async () => {
    const it = await watched(undefined, undefined);
    await lookAtAll(it);
    it.clock.pass(windowMs);
    await lookAtAll(it);
    expect(it.fixed()).toBe(2);
    expect(it.warnings).toContain('CloudWatch had no client connections before the change');
  });

  it('writes nothing while CloudWatch does not answer', async () => {
    const it = await watched(10, 10);
    it.aws.faults.next('cloudwatch:GetMetricData', { error: 'InternalServiceFault', status: 500, times: 9 });
    expect(statuses((await lookAtAll(it)).results)).toEqual(['deferred', 'deferred', 'deferred']);
    expect(it.modifies()).toBe(0);
  });

  it('frees nothing while CloudWatch does not answer', async () => {
    const it = await watched(10, 0);
    await lookAtAll(it);
    it.clock.pass(windowMs);
    it.aws.faults.next('cloudwatch:GetMetricData', { error: 'InternalServiceFault', status: 500, times: 9 });
    await lookAtAll(it);
    expect(it.fixed()).toBe(1);
    it.aws.faults.clear();
    await lookAtAll(it);
    expect(it.fixed()).toBe(0);
  });

  it.each([
    { found: 'before the end of the watch', after: leaseMs },
    { found: 'only after it', after: windowMs + leaseMs },
  ])('watches a change also when the invocation died over it, found out $found', async ({ after }) => {
    const it = await watched(10, 0);
    const dead = crash();
    const { actuator } = it.ports;
    void it.changed(it.mountTarget, terraform, {
      actuator: {
        replaceGroups: async (...change) => {
          await actuator.replaceGroups(...change);
          await dead.here();
        },
      },
    });
    await dead.reached;
    it.clock.pass(after);
    await lookAtAll(it);
    expect(it.fixed()).toBe(after < windowMs ? 1 : 0);
    it.clock.pass(windowMs + leaseMs);
    await lookAtAll(it);
    expect(it.fixed()).toBe(0);
  });

  it('watches nothing after a write that AWS refused', async () => {
    const it = await watched(10, 10);
    it.aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: 'BadRequest' });
    expect(await it.changed()).toMatchObject({ status: 'failed', reasons: ['bad-request'] });
    expect(await it.changed(must(it.all[1]))).toMatchObject({ status: 'fixed' });
  });

  it('has nothing follow when the watch cannot be put on record', async () => {
    const it = await watched(10, 0);
    const { ledger } = it.ports;
    const hold = () => Promise.reject(new Error('no ledger'));
    await it.changed(it.mountTarget, terraform, { ledger: { ...ledger, hold } });
    await it.changed(must(it.all[1]));
    expect(it.fixed()).toBeLessThan(2);
  });

  it('undoes nothing while everything is paused', async () => {
    const it = await watched(10, 0);
    await lookAtAll(it);
    it.say(`${watching}\npaused: true`);
    it.clock.pass(windowMs);
    await lookAtAll(it);
    expect([it.fixed(), it.modifies()]).toEqual([1, 1]);
  });

  it('leaves a set alone that somebody else put there during the window', async () => {
    const it = await watched(10, 0);
    const fixed = must((await lookAtAll(it)).results.find(({ status }) => status === 'fixed'));
    const rival = addGroup(it.aws.world, { name: 'rival' });
    setGroups(it.aws.world, must(fixed.mountTargetId ?? undefined), [rival.id]);
    it.clock.pass(windowMs);
    await lookAtAll(it);
    expect(it.groupsOf({ id: must(fixed.mountTargetId ?? undefined) })).toEqual([rival.id]);
  });

  it('can be cut short by a release of the file system', async () => {
    const it = await watched(10, 10);
    await lookAtAll(it);
    it.clock.pass(1);
    expect(await it.invoke({ release: it.fileSystem.id })).toMatchObject({ released: true });
    await lookAtAll(it);
    expect(it.fixed()).toBe(2);
    expect(await it.ports.ledger.record(must(fileSystemId(it.fileSystem.id)))).toHaveProperty('hold.watch');
  });
});

it('a file system that is watched holds up no other', async () => {
  const it = await watched(10, 10);
  const [other] = it.addTargets(1, { apart: true });
  await lookAtAll(it);
  expect(await it.changed(must(other))).toMatchObject({ status: 'fixed' });
});
