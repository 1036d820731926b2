import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../../functions/core/model/errors.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { removeMountTarget } from '../../../infra/local/world/storage.ts';
import { crash } from '../../support/engine-crash.ts';
import { eventAbout } from '../../support/engine-events.ts';
import { idOf, leaseMs } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safetyScene } from '../../support/safety-scene.ts';

const minute = 60_000;

/** A file system of three mount targets that drifted. */
const three = async () => {
  const it = await safetyScene();
  const all = [it.mountTarget, ...it.addTargets(2)];
  const lookAtAll = async (over: Partial<Ports> = {}) =>
    (await it.invoke({ fileSystemIds: [it.fileSystem.id] }, over)).results.map(({ status, reasons }) => [
      status,
      ...reasons,
    ]);
  return { ...it, all, lookAtAll, right: () => all.filter((each) => it.groupsOf(each)[0] === it.wanted.id).length };
};

const noAnswer = () => Promise.reject(new RetryableError('no answer', { code: 'no-response' }));

/** Reads answer until the first write was accepted, and not after it. */
const silentAfterWrite = ({ ports: { reader, actuator } }: SafetyScene): Partial<Ports> => {
  let isWritten = false;
  return {
    reader: { ...reader, attachedGroups: (id) => (isWritten ? noAnswer() : reader.attachedGroups(id)) },
    actuator: {
      replaceGroups: async (...change) => {
        await actuator.replaceGroups(...change);
        isWritten = true;
      },
    },
  };
};

describe('a change that nobody could verify', () => {
  it('keeps the others from being written until it is seen to be there', async () => {
    const it = await three();
    expect((await it.lookAtAll(silentAfterWrite(it))).toSorted()).toEqual(Array(3).fill(['deferred', 'no-response']));
    expect([it.modifies(), it.right()]).toEqual([1, 1]);
    expect((await it.lookAtAll()).toSorted()).toEqual([['compliant'], ['fixed'], ['fixed']]);
  });

  it('that did not come about is made again before any other, whose looks are put off', async () => {
    const it = await three();
    const lost: Partial<Ports> = { actuator: { replaceGroups: noAnswer } };
    expect((await it.lookAtAll(lost)).toSorted()).toEqual([
      ['deferred', 'no-response'],
      ['deferred', 'stage-halted'],
      ['deferred', 'stage-halted'],
    ]);
    const inDoubt = must(it.findings.find(({ reasons }) => reasons.includes('no-response'))).mountTargetId;
    const first = must(it.all.find(({ id }) => id === inDoubt));
    const other = must(it.all.find(({ id }) => id !== inDoubt));
    const finding = await it.changed(other);
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['stage-halted'], after: [it.stray.id] });
    expect(finding.explanation).toMatch(
      /Its file system waits, for change [0-9a-f-]+ of fsmt-\w+ did not come about\./,
    );
    expect(await it.changed(first)).toMatchObject({ status: 'fixed' });
    expect(await it.changed(other)).toMatchObject({ status: 'fixed' });
  });

  it.each([
    { what: 'ten minutes are over', happen: (it: SafetyScene) => it.clock.pass(10 * minute) },
    { what: 'its mount target is gone', happen: (it: SafetyScene) => removeMountTarget(it.aws.world, it.mountTarget) },
  ])('keeps nobody waiting any more when $what', async ({ happen }) => {
    const it = await three();
    await it.changed(it.mountTarget, undefined, { actuator: { replaceGroups: noAnswer } });
    expect(await it.changed(it.all[1])).toMatchObject({ reasons: ['stage-halted'] });
    happen(it);
    expect(await it.changed(it.all[1])).toMatchObject({ status: 'fixed' });
  });

  it('keeps a revert of another mount target waiting, and none of its own', async () => {
    const it = await three();
    for (const each of it.all) await it.changed(each);
    it.drift();
    await it.changed(it.mountTarget, undefined, { actuator: { replaceGroups: noAnswer } });
    const revert = async ({ id }: { readonly id: string }) =>
      (await it.invoke({ revert: id, until: '2026-12-31', reason: 'INC-1' })).results;
    expect(await revert(must(it.all[1]))).toMatchObject([{ status: 'deferred', reasons: ['stage-halted'] }]);
    expect(await revert(it.mountTarget)).toMatchObject([{ reasons: ['reverted'] }]);
  });
});

describe('a change whose writer died', () => {
  const diesAfterWrite = async (it: SafetyScene) => {
    const dead = crash();
    void it.changed(it.mountTarget, undefined, {
      actuator: {
        replaceGroups: async (...change) => {
          await it.ports.actuator.replaceGroups(...change);
          await dead.here();
        },
      },
    });
    await dead.reached;
    it.clock.pass(leaseMs);
  };

  it('is concluded before another mount target of its file system is written', async () => {
    const it = await three();
    await diesAfterWrite(it);
    expect(await it.changed(it.all[1])).toMatchObject({ status: 'fixed' });
    expect(await it.ports.ledger.record(idOf(it.mountTarget))).toMatchObject({
      changes: [{ status: 'fixed', reasons: ['interrupted'] }],
    });
  });

  it('and was undone by somebody keeps the others waiting', async () => {
    const it = await three();
    await diesAfterWrite(it);
    it.drift();
    expect(await it.changed(it.all[1])).toMatchObject({ status: 'deferred', reasons: ['stage-halted'] });
  });

  it('is not judged while another invocation is at work on its mount target', async () => {
    const it = await three();
    await diesAfterWrite(it);
    await it.ports.ledger.acquire(idOf(it.mountTarget));
    expect(await it.changed(it.all[1])).toMatchObject({ status: 'deferred', reasons: ['stage-halted'] });
  });
});

describe('the gate', () => {
  it('that closes while an invocation is at work keeps it from its next write', async () => {
    const it = await three();
    const { actuator, ledger } = it.ports;
    const replaceGroups: typeof actuator.replaceGroups = async (...change) => {
      await ledger.closeGate('hourly-budget', it.clock.now());
      await actuator.replaceGroups(...change);
    };
    expect((await it.lookAtAll({ actuator: { ...actuator, replaceGroups } })).toSorted()).toEqual([
      ['fixed'],
      ['refused', 'unconfirmed'],
      ['refused', 'unconfirmed'],
    ]);
  });

  it.each([
    { mountTargetIds: ['fsmt-0123456789abcdef0'] },
    { revert: 'fsmt-0123456789abcdef0', until: '2026-12-31', reason: 'x' },
  ])('is closed by a pause whatever is asked for meanwhile: %o', async (payload) => {
    const it = await safetyScene();
    await it.invoke(payload, { paused: true });
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });
    const other = await safetyScene();
    await other.invoke({ ...payload, dryRun: true }, { paused: true });
    expect(await other.changed()).toMatchObject({ status: 'fixed' });
  });
});

describe('an open set', () => {
  const opened = async () => {
    const it = await safetyScene();
    await it.changed();
    it.admit(it.wanted, { peer: { cidrIpv4: '0.0.0.0/0' } });
    return it;
  };

  it('is a warning also on the echo of our own fix', async () => {
    const it = await opened();
    const { networkInterfaceId } = it.mountTarget;
    const name = 'cloudtrail-ec2-modify-network-interface-attribute-by-efs';
    const echo = await it.invoke(eventAbout(name, { networkInterfaceId }));
    expect(echo.results).toMatchObject([{ status: 'compliant', warnings: ['nfs-open-to-world'] }]);
    expect(must(echo.results[0]).explanation).toMatch(
      /It is as change .* left it\. Warning: 0\.0\.0\.0\/0 may reach NFS/,
    );
  });

  it('is a warning also when the lease is held elsewhere, and when it was put right meanwhile', async () => {
    const it = await safetyScene();
    it.admit(it.stray, { peer: { cidrIpv4: '0.0.0.0/0' } });
    await it.ports.ledger.acquire(idOf(it.mountTarget));
    expect(await it.changed()).toMatchObject({
      reasons: ['lease-held'],
      warnings: expect.arrayContaining(['nfs-open-to-world']),
    });
  });
});

it('names the caller of an event also when the first read fails', async () => {
  const it = await safetyScene();
  it.aws.faults.next('efs:DescribeMountTargets', { error: 'AccessDeniedException' });
  expect(await it.changed()).toMatchObject({ status: 'failed', causedBy: { kind: 'tool', tool: 'Terraform' } });
});

it('undoes a change once, however often the same revert is sent', async () => {
  const it = await safetyScene();
  await it.changed();
  const order = { revert: it.mountTarget.id, until: '2026-12-31', reason: 'INC-1' };
  expect((await it.invoke(order)).results).toMatchObject([{ status: 'fixed', after: [it.stray.id] }]);
  expect((await it.invoke(order)).results).toMatchObject([{ status: 'compliant', reasons: ['reverted'] }]);
  expect(it.groups()).toEqual([it.stray.id]);
});

it('takes a rival who is faster than the read back for one who flaps', async () => {
  const it = await safetyScene();
  const { actuator, ledger } = it.ports;
  const fast: Partial<Ports> = {
    actuator: {
      replaceGroups: async (...change) => {
        await actuator.replaceGroups(...change);
        it.drift();
      },
    },
  };
  for (let n = 0; n < 3; n += 1) {
    expect(await it.changed(it.mountTarget, undefined, fast)).toMatchObject({ reasons: ['not-verified'] });
    it.clock.pass(1);
    await ledger.releaseHold(must((await ledger.record(idOf(it.mountTarget))).changes[0]).fileSystemId, it.clock.now());
  }
  const finding = await it.changed(it.mountTarget, undefined, fast);
  expect(finding).toMatchObject({ status: 'refused', reasons: ['flapping'] });
  expect(finding.explanation).toContain('Terraform');
});
