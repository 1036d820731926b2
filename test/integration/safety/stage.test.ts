import { describe, expect, it } from 'vitest';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { removeMountTarget } from '../../../infra/local/world/storage.ts';
import { message, workMessage } from '../../support/engine-events.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';
import {
  changesOf,
  dieOverWrite,
  endings,
  hold,
  losing,
  meanwhile,
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

  it('stays held, and is finished by the next look at it, when its invocation dies over undoing it', async () => {
    const it = await threeDrifted();
    const begin = ({ actuator = it.ports.actuator }: Partial<Ports>) =>
      it.changed(it.mountTarget, terraform, losing({ ports: { actuator } }));
    await dieOverWrite(it, { begin });
    expect(await recordOf(it)).toMatchObject({ pending: { phase: 'rolling-back' } });
    expect(await it.lookAtAll()).toEqual(Array(3).fill('refused held'));
    expect(await recordOf(it)).not.toHaveProperty('pending');
    const [undoing, undone] = await changesOf(it);
    expect(undoing).toMatchObject({ status: 'fixed', reasons: ['interrupted'], undoes: undone?.changeId });
    expect(it.modifies()).toBe(1);
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
    // The look that comes to it first says of the change how it ended, whichever mount target that looks at.
    const endings = await it.lookAtAll();
    expect(endings.filter((ending) => ending === 'fixed')).toHaveLength(2);
    expect([it.modifies(), it.right()]).toEqual([3, 3]);
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
    // What AWS did not answer may land yet: nothing was written in its place.
    expect(await revert(it.sibling)).toEqual(['deferred stage-halted']);
    it.clock.pass(10 * minute);
    expect(await revert(it.sibling)).toEqual(['fixed']);
  });

  it.each([
    { how: 'after ten minutes', until: (it: SafetyScene) => it.clock.pass(10 * minute) },
    {
      how: 'until a release of the file system',
      until: async (it: SafetyScene) => {
        const release = (id: string) => it.invoke({ release: id, by: 'ana', reason: 'INC-0' });
        const waited = { explanation: expect.stringContaining(`a change to ${it.mountTarget.id} on the same`) };
        expect((await it.invoke({ history: it.fileSystem.id })).history).toMatchObject(waited);
        expect(await release(it.fileSystem.id)).toMatchObject({
          released: true,
          explanation: expect.stringContaining(`A change to ${it.mountTarget.id} is no longer waited for.`),
        });
        expect((await it.invoke({ history: it.fileSystem.id })).history).not.toHaveProperty('explanation');
      },
    },
  ])('keeps others waiting also when its writer died and its own is then left unchanged, $how', async ({ until }) => {
    const it = await threeDrifted();
    await dieOverWrite(it, { lands: false });
    await hold(it, it.mountTarget, { at: it.clock.now() });
    const sibling = must(it.all[1]);
    expect(endings([await it.changed(), await it.changed(sibling)])).toEqual(['deferred stage-halted', 'refused held']);
    await until(it);
    expect(await it.changed(sibling)).toMatchObject({ status: 'fixed' });
  });
});

it('work from the sweep concludes a change whose writer died, also the first one of a mount target that is gone', async () => {
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

it('undoes a change once, however often the same revert is sent', async () => {
  const it = await safetyScene();
  await it.changed();
  expect(endings((await it.invoke(revertOf(it.mountTarget))).results)).toEqual(['fixed']);
  expect(endings((await it.invoke(revertOf(it.mountTarget))).results)).toEqual(['compliant reverted']);
  expect(it.groups()).toEqual([it.stray.id]);
});

describe('what stands in the way of a write', () => {
  it('is seen by the mount targets that wait their turn in the same invocation', async () => {
    const it = three(await safetyScene());
    expect(await it.lookAtAll(losing(it))).toEqual(['failed not-verified', 'refused held', 'refused held']);
  });

  it('is no more when it is released just before the ledger is read', async () => {
    const it = await safetyScene();
    await hold(it);
    const released = meanwhile(it, 'read', () => it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' }));
    expect(await it.changed(it.mountTarget, terraform, released)).toMatchObject({ status: 'fixed' });
  });

  it.each<{ brake: string; over: object; place: (it: SafetyScene) => unknown }>([
    { brake: 'paused', over: { paused: true }, place: () => {} },
    { brake: 'held', over: {}, place: (it) => hold(it) },
  ])(
    'is obeyed by a look that finishes a change, which it does all the same: $brake',
    async ({ brake, over, place }) => {
      const it = await safetyScene();
      await dieOverWrite(it);
      await place(it);
      it.drift();
      expect(await it.changed(it.mountTarget, terraform, over)).toMatchObject({ status: 'refused', reasons: [brake] });
      expect(it.modifies()).toBe(1);
      expect(await changesOf(it)).toMatchObject([{ status: 'failed', reasons: ['interrupted'] }]);
    },
  );
});
