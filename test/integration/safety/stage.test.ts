import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../functions/core/model/errors.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { removeMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { message, workMessage } from '../../support/engine-events.ts';
import { leaseMs } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';
import {
  changesOf,
  dieOverWrite,
  endings,
  fileSystemOf,
  losing,
  noAnswer,
  recordOf,
  revertOf,
  three,
  writing,
} from '../../support/safety-steps.ts';

const minute = 60_000;
const day = 86_400_000;

const threeDrifted = async () => three(await safetyScene());
/** The same, after a write to the first mount target whose answer was lost, and which was lost itself. */
const inDoubt = async () => {
  const it = await threeDrifted();
  const lost = writing(it, noAnswer);
  expect(await it.changed(it.mountTarget, terraform, lost)).toMatchObject({ reasons: ['no-response'] });
  return { ...it, sibling: must(it.all[1]) };
};

describe('the mount targets of a file system', () => {
  it('are changed one at a time, each read back before the next is written', async () => {
    const it = await threeDrifted();
    expect(await it.lookAtAll()).toEqual(['fixed', 'fixed', 'fixed']);
    const made = (operation: RegExp) => it.aws.calls.log.filter((call) => operation.test(call.operation));
    const writes = made(/ModifyMount/);
    const reads = made(/DescribeMountTargetSecurityGroups/);
    for (const [index, { started }] of writes.slice(1).entries()) {
      const ended = must(must(writes[index]).ended);
      expect(started).toBeGreaterThan(ended);
      expect(reads.some((read) => read.started > ended && read.started < started)).toBe(true);
    }
  });

  it('are changed one at a time by two invocations too: the other one waits', async () => {
    const it = await threeDrifted();
    const inside: unknown[] = [];
    const slow = writing(it, async (...change) => {
      inside.push((await it.changed(it.all[1])).reasons);
      await it.ports.actuator.replaceGroups(...change);
    });
    expect(await it.changed(it.mountTarget, terraform, slow)).toMatchObject({ status: 'fixed' });
    expect(inside).toEqual([['lease-held']]);
    expect(await it.changed(it.all[1])).toMatchObject({ status: 'fixed' });
  });

  it('hold up no other file system', async () => {
    const it = await inDoubt();
    const [other] = it.addTargets(1, { apart: true });
    expect(await it.changed(other)).toMatchObject({ status: 'fixed' });
  });
});

describe('a write that reading back does not show', () => {
  it('is undone, and nothing follows on its file system for a day', async () => {
    const it = await threeDrifted();
    expect(await it.lookAtAll(losing(it))).toEqual(['failed not-verified', 'refused held', 'refused held']);
    expect(it.right()).toBe(0);
    expect(await it.changed(it.all[1])).toMatchObject({ status: 'refused', reasons: ['held'] });
    await it.sweep();
    await it.drain();
    expect(it.modifies()).toBe(1);
    it.clock.pass(day);
    expect(await it.lookAtAll()).toEqual(['fixed', 'fixed', 'fixed']);
  });

  it('is undone also when it shows late, and both are on record', async () => {
    const it = await safetyScene();
    const { actuator } = it.ports;
    const old = await actuator.attachedGroups(must(it.request.mountTargetIds[0]));
    let reads = 0;
    // One read before the write, and five that do not show it yet.
    const attachedGroups: typeof actuator.attachedGroups = async (id) => {
      reads += 1;
      return reads < 7 ? old : actuator.attachedGroups(id);
    };
    const finding = await it.changed(it.mountTarget, terraform, { actuator: { ...actuator, attachedGroups } });
    expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'], after: [it.stray.id] });
    expect(finding.explanation).toContain(`the set of before is restored, and ${it.fileSystem.id} is held for a day`);
    expect(it.groups()).toEqual([it.stray.id]);
    const [undoing, undone] = await changesOf(it);
    expect(undone).toMatchObject({ status: 'failed', reasons: ['not-verified'], rule: 'shared-data' });
    expect(undoing).toMatchObject({ status: 'fixed', undoes: undone?.changeId, rule: 'shared-data' });
  });

  it('is left alone when another caller has put a set there instead', async () => {
    const it = await safetyScene();
    const rival = addGroup(it.aws.world, { name: 'rival', rules: [{ peer: { cidrIpv4: '10.0.0.0/8' } }] });
    const raced = losing(it, () => setGroups(it.aws.world, it.mountTarget.id, [rival.id]));
    const finding = await it.changed(it.mountTarget, terraform, raced);
    expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'], after: [rival.id] });
    expect(finding.explanation).toContain('the set of another caller is left as it is');
    expect(it.groups()).toEqual([rival.id]);
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
  });

  it('is left alone when the set of before would open NFS to the world again', async () => {
    const it = await safetyScene();
    it.admit(it.stray, { peer: { cidrIpv4: '0.0.0.0/0' } });
    const { actuator } = it.ports;
    const hidden: Partial<Ports> = {
      actuator: {
        ...actuator,
        attachedGroups: async () => (await recordOf(it)).pending?.before ?? [it.stray.id as never],
      },
    };
    const finding = await it.changed(it.mountTarget, terraform, hidden);
    expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'] });
    expect(finding.explanation).toContain(
      'the set of before is not restored, because once written, 0.0.0.0/0 may reach NFS',
    );
    expect(it.groups()).toEqual([it.wanted.id]);
    expect(await recordOf(it)).not.toHaveProperty('pending');
    it.drift();
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
  });
});

describe('a change that nobody could verify', () => {
  it('keeps the others from being written until it is seen to be there', async () => {
    const it = await threeDrifted();
    const { actuator } = it.ports;
    let isWritten = false;
    const silentAfterWrite: Partial<Ports> = {
      actuator: {
        attachedGroups: (id) => (isWritten ? noAnswer() : actuator.attachedGroups(id)),
        replaceGroups: async (...change) => {
          await actuator.replaceGroups(...change);
          isWritten = true;
        },
      },
    };
    const waiting = ['deferred no-response', 'deferred stage-halted', 'deferred stage-halted'];
    expect(await it.lookAtAll(silentAfterWrite)).toEqual(waiting);
    expect([it.modifies(), it.right()]).toEqual([1, 1]);
    expect(await it.lookAtAll()).toEqual(['compliant', 'fixed', 'fixed']);
  });

  it('that did not come about is made again before any other, whose looks are put off', async () => {
    const it = await inDoubt();
    const finding = await it.changed(it.sibling);
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['stage-halted'], after: [it.stray.id] });
    expect(finding.explanation).toMatch(
      new RegExp(`change [0-9a-f-]+ to ${it.mountTarget.id} on the same file system is not confirmed yet`),
    );
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    expect(await it.changed(it.sibling)).toMatchObject({ status: 'fixed' });
    expect((await changesOf(it)).map(({ status, reasons }) => [status, ...reasons])).toEqual([
      ['fixed'],
      ['fixed'],
      ['failed', 'interrupted'],
    ]);
  });

  it('is looked at again by the next sweep, and by a message soon', async () => {
    const it = await inDoubt();
    expect(it.waiting()).toHaveLength(1);
    it.clock.pass(2 * minute + 1);
    await it.sweep();
    await it.drain();
    expect(it.right()).toBeGreaterThan(0);
    expect(await recordOf(it)).not.toHaveProperty('pending');
  });

  it.each<{ what: string; happen: (it: SafetyScene) => unknown }>([
    { what: 'ten minutes are over', happen: (it) => it.clock.pass(10 * minute) },
    { what: 'its mount target is gone', happen: (it) => removeMountTarget(it.aws.world, it.mountTarget) },
    { what: 'its mount target is released', happen: (it) => it.invoke({ release: it.mountTarget.id }) },
    { what: 'its file system is released', happen: (it) => it.invoke({ release: it.fileSystem.id }) },
  ])('keeps nobody waiting any more when $what', async ({ happen }) => {
    const it = await inDoubt();
    expect(await it.changed(it.sibling)).toMatchObject({ reasons: ['stage-halted'] });
    await happen(it);
    expect(await it.changed(it.sibling)).toMatchObject({ status: 'fixed' });
  });

  it.each([
    { why: 'AWS refuses', error: new TerminalError('not you', { code: 'access-denied' }) },
    { why: 'its state forbids it', error: new RetryableError('it is deleting', { code: 'lifecycle-state' }) },
  ])('keeps nobody waiting beyond ten minutes that cannot be read, because $why', async ({ error }) => {
    const it = await inDoubt();
    const { actuator } = it.ports;
    const attachedGroups: typeof actuator.attachedGroups = (id) =>
      id === it.mountTarget.id ? Promise.reject(error) : actuator.attachedGroups(id);
    const unread = { actuator: { ...actuator, attachedGroups } };
    it.clock.pass(9 * minute);
    const waiting = await it.changed(it.sibling, terraform, unread);
    expect(waiting).toMatchObject({ status: 'deferred', reasons: ['stage-halted'] });
    expect(waiting.explanation).toContain(error.message);
    it.clock.pass(minute);
    expect(await it.changed(it.sibling, terraform, unread)).toMatchObject({ status: 'fixed' });
  });

  it('keeps a revert of another mount target waiting, and none of its own', async () => {
    const it = await inDoubt();
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    expect(await it.changed(it.sibling)).toMatchObject({ status: 'fixed' });
    it.drift();
    await it.changed(it.mountTarget, terraform, writing(it, noAnswer));
    const revert = async (target: { readonly id: string }) => endings((await it.invoke(revertOf(target))).results);
    expect(await revert(it.sibling)).toEqual(['deferred stage-halted']);
    expect(await revert(it.mountTarget)).toEqual(['compliant reverted']);
    expect(await revert(it.sibling)).toEqual(['fixed']);
  });
});

describe('a change whose writer died', () => {
  it('is concluded before another mount target of its file system is written', async () => {
    const it = await threeDrifted();
    await dieOverWrite(it);
    expect(await it.changed(it.all[1])).toMatchObject({ status: 'fixed' });
    expect((await changesOf(it)).at(-1)).toMatchObject({
      mountTargetId: it.mountTarget.id,
      status: 'fixed',
      reasons: ['interrupted'],
    });
  });

  it.each([
    { what: 'was undone by another caller', lands: true },
    { what: 'never sent its write', lands: false },
  ])('and $what keeps the others waiting', async ({ lands }) => {
    const it = await threeDrifted();
    await dieOverWrite(it, { lands });
    it.drift();
    expect(await it.changed(it.all[1])).toMatchObject({ status: 'deferred', reasons: ['stage-halted'] });
  });

  it('is not judged while another invocation is at work on its file system', async () => {
    const it = await threeDrifted();
    await dieOverWrite(it);
    await it.ports.ledger.acquire(fileSystemOf(it));
    expect(await it.changed(it.all[1])).toMatchObject({ status: 'deferred', reasons: ['lease-held'] });
    it.clock.pass(leaseMs);
    expect(await it.changed(it.all[1])).toMatchObject({ status: 'fixed' });
  });

  it('keeps nobody waiting when its mount target is gone', async () => {
    const it = await threeDrifted();
    await dieOverWrite(it, { lands: false });
    removeMountTarget(it.aws.world, it.mountTarget);
    it.clock.pass(minute);
    expect(await it.sweep()).toMatchObject({ queued: 1 + 2 });
    await it.receive([message('m-1', workMessage(it.mountTarget))]);
    expect(it.findings).toMatchObject([{ status: 'gone', mountTargetId: it.mountTarget.id }]);
    expect(await changesOf(it)).toMatchObject([{ status: 'gone' }]);
    expect(await it.ports.ledger.unfinished()).toEqual([]);
  });
});

it('undoes a change once, however often the same revert is sent', async () => {
  const it = await safetyScene();
  await it.changed();
  expect(endings((await it.invoke(revertOf(it.mountTarget))).results)).toEqual(['fixed']);
  expect(endings((await it.invoke(revertOf(it.mountTarget))).results)).toEqual(['compliant reverted']);
  expect(it.groups()).toEqual([it.stray.id]);
});
