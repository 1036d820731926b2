import { describe, expect, it } from 'vitest';
import { message, workMessage } from '../../support/engine-events.ts';
import { fileSystemIdOf, leaseMs, policyText } from '../../support/engine-scene.ts';
import { roomy, safetyScene, terraform } from '../../support/safety-scene.ts';
import { changesOf, hold, meanwhile, recordOf, revertOf, silent } from '../../support/safety-steps.ts';

describe('without a policy that is understood whole', () => {
  it.each([
    { fault: 'is empty', text: '' },
    { fault: 'is not YAML', text: 'version: 1\n  rules: [' },
    { fault: 'has a field too many', text: `${policyText()}\nforce: true` },
    { fault: 'has a guard misspelt', text: `${policyText()}\nsafety: { nfsOpenToWorld: wran }` },
    { fault: 'says paused in words', text: `${policyText()}\npaused: "false"` },
    { fault: 'has an alias that grows', text: `${policyText()}\nx: &a [1,1]\ny: &b [*a,*a]\nz: [*b,*b]` },
  ])('that $fault, nothing is written, by any path', async ({ text }) => {
    const it = await safetyScene();
    await it.sweep();
    it.say(text);
    await expect(it.changed()).rejects.toThrow(/policy/);
    await expect(it.sweep()).rejects.toThrow(/policy/);
    await expect(it.sweep({ confirm: '0123456789ab', by: 'ana', reason: 'INC-0' })).rejects.toThrow(/policy/);
    await expect(it.invoke(revertOf(it.mountTarget))).rejects.toThrow(/policy/);
    await expect(it.receive([message('m-1', workMessage(it.mountTarget))])).rejects.toThrow(/policy/);
    expect([it.modifies(), it.waiting().length]).toEqual([0, 1]);
  });
});

describe('a file system whose tags are missing from the answer', () => {
  it('is not taken for one without tags', async () => {
    const it = await safetyScene({ policy: policyText(roomy).replace('{ environment: "*" }', '{}') });
    it.clients.efs().middlewareStack.add((next) => async (asked) => {
      const answer = await next(asked);
      if ('FileSystems' in answer.output) for (const each of answer.output.FileSystems ?? []) each.Tags = undefined;
      return answer;
    });
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'failed', explanation: expect.stringContaining('Tags') });
    await expect(it.sweep()).rejects.toThrow(/Tags/);
    expect([it.modifies(), it.waiting().length]).toEqual([0, 0]);
  });
});

describe('without the ledger', () => {
  it('at gate, nothing is written under a policy that was measured', async () => {
    const it = await safetyScene();
    await it.sweep();
    expect(await it.changed(it.mountTarget, terraform, silent(it, 'gate'))).toMatchObject({ reasons: ['throttled'] });
    expect(it.modifies()).toBe(0);
  });

  it.each(['read', 'history', 'acquire', 'intend'] as const)('at %s, nothing is reverted', async (call) => {
    const it = await safetyScene();
    await it.changed();
    const { results } = await it.invoke(revertOf(it.mountTarget), silent(it, call));
    expect(results).toMatchObject([{ status: 'deferred', reasons: ['throttled'] }]);
    expect(it.modifies()).toBe(1);
  });

  it.each(['read', 'openGate', 'beginSurvey', 'unfinished'] as const)('at %s, nothing is queued', async (call) => {
    const it = await safetyScene();
    await expect(it.sweep({}, silent(it, call))).rejects.toThrow(/away/);
    expect(it.waiting()).toEqual([]);
  });

  it('to close the gate in, a used-up budget still writes nothing', async () => {
    const it = await safetyScene({ policy: policyText('limits: { changesPerHour: 1 }') });
    await it.changed();
    it.drift();
    expect(await it.changed(it.mountTarget, terraform, silent(it, 'closeGate'))).toMatchObject({ status: 'deferred' });
    expect(it.modifies()).toBe(1);
  });

  it.each(Array.from({ length: 12 }, (_, index) => index + 1))(
    'from its request number %i on, nothing is written that has no intent on record',
    async (number) => {
      const it = await safetyScene();
      const operations = ['Query', 'GetItem', 'BatchGetItem', 'UpdateItem', 'PutItem', 'BatchWriteItem'].map(
        (it) => `dynamodb:${it}`,
      );
      let seen = 0;
      const count = (): void => {
        seen += 1;
        if (seen < number) return;
        for (const operation of operations)
          it.aws.faults.next(operation, { error: 'InternalServerError', id: 'mountguard-ledger', times: 99 });
      };
      for (const operation of operations) for (let n = 0; n < 20; n++) it.aws.faults.before(operation, count);
      // It fails where the file system of what has to wait could not be read.
      await it.changed().catch(() => undefined);
      const written = it.modifies() > 0;
      it.aws.faults.clear();
      const { pending } = await recordOf(it);
      expect(written ? [pending, ...(await changesOf(it))].some((it) => it !== undefined) : true).toBe(true);
    },
  );
});

describe('with a clock that is wrong', () => {
  it('a lease of the future keeps others away until it is over', async () => {
    const it = await safetyScene();
    it.clock.pass(10_000);
    await it.ports.ledger.acquire(fileSystemIdOf(it.fileSystem));
    it.clock.pass(-10_000);
    expect(await it.changed()).toMatchObject({ status: 'deferred', reasons: ['lease-held'] });
    it.clock.pass(leaseMs + 10_000);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('a lease that another, ahead of time, took for over ends the work of its first owner', async () => {
    const it = await safetyScene();
    const taken = meanwhile(it, 'intend', async () => {
      it.clock.pass(leaseMs);
      await it.ports.ledger.acquire(fileSystemIdOf(it.fileSystem));
      it.clock.pass(-leaseMs);
    });
    const finding = await it.changed(it.mountTarget, terraform, taken);
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['lease-lost'] });
    expect(it.modifies()).toBe(0);
  });

  it('a hold from the future holds, and is released once its time has come', async () => {
    const it = await safetyScene();
    await hold(it, it.mountTarget, { at: it.clock.now() + 60_000 });
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['held'] });
    expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: false,
      explanation: expect.stringMatching(
        / The hold on fsmt-\w+ was placed at 2026-.*: it can be ended from then on\.$/,
      ),
    });
    it.clock.pass(60_000);
    expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: true,
    });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('a hold that is over is not released, and that it is over is said', async () => {
    const it = await safetyScene();
    await hold(it, it.mountTarget, { at: it.clock.now(), until: it.clock.now() + 1000 });
    it.clock.pass(1000);
    expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: false,
      explanation: expect.stringMatching(/^Nothing holds fsmt-\w+ itself: its hold ended at 2026-/),
    });
  });

  it('changes from the future count as flapping', async () => {
    const it = await safetyScene({ policy: policyText('limits: { changesPerMountTarget: { count: 1 } }') });
    it.clock.pass(30_000);
    await it.changed();
    it.drift();
    it.clock.pass(-60_000);
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['flapping'] });
  });
});

describe('an exemption that ends', () => {
  const untilToday = (id: string) =>
    policyText(`${roomy}\nexemptions: [{ mountTarget: ${id}, until: 2026-11-01, reason: x }]`);
  const toMidnight = 12 * 3_600_000;

  it('between the sweep and the work that it queued no longer counts, and one that is added does', async () => {
    const it = await safetyScene();
    expect(await it.sweep()).toMatchObject({ queued: 1 });
    it.say(untilToday(it.mountTarget.id));
    await it.drain();
    expect([it.findings.at(-1)?.status, it.modifies()]).toEqual(['exempt', 0]);
    it.clock.pass(toMidnight - 1);
    expect(await it.changed()).toMatchObject({ status: 'exempt' });
    it.clock.pass(1);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('while a look reads is judged by the time of the decision', async () => {
    const it = await safetyScene();
    it.say(untilToday(it.mountTarget.id));
    const { reader } = it.ports;
    const usableGroups: typeof reader.usableGroups = (id) => {
      it.clock.pass(toMidnight);
      return reader.usableGroups(id);
    };
    const finding = await it.changed(it.mountTarget, terraform, { reader: { ...reader, usableGroups } });
    expect(finding).toMatchObject({ status: 'fixed' });
  });
});
