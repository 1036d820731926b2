import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../../functions/core/model/errors.ts';
import type { Ledger } from '../../../functions/engine/ports/ledger.ts';
import { message, workMessage } from '../../support/engine-events.ts';
import { idOf, leaseMs, policyText } from '../../support/engine-scene.ts';
import { roomy, safetyScene } from '../../support/safety-scene.ts';

const day = 86_400_000;

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
    await expect(it.sweep({ confirm: '0123456789ab' })).rejects.toThrow(/policy/);
    await expect(it.invoke({ revert: it.mountTarget.id, until: '2026-12-31', reason: 'INC-1' })).rejects.toThrow(
      /policy/,
    );
    await expect(
      it.receive([message('m-1', workMessage({ id: it.mountTarget.id, fileSystemId: it.fileSystem.id }))]),
    ).rejects.toThrow(/policy/);
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

const unavailable = (): Promise<never> =>
  Promise.reject(new RetryableError('the ledger is away', { code: 'throttled' }));

describe('without the ledger', () => {
  const calls: readonly (keyof Ledger)[] = ['record', 'gate', 'openGate', 'acquire', 'spend', 'intend'];

  it.each(calls)('at %s, nothing is written', async (call) => {
    const it = await safetyScene();
    const finding = await it.changed(it.mountTarget, undefined, {
      ledger: { ...it.ports.ledger, [call]: unavailable },
    });
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['throttled'] });
    expect(it.modifies()).toBe(0);
  });

  it.each(['record', 'hold', 'acquire', 'spend', 'intend'] as const)('at %s, nothing is reverted', async (call) => {
    const it = await safetyScene();
    await it.changed();
    const order = { revert: it.mountTarget.id, until: '2026-12-31', reason: 'INC-1' };
    const { results } = await it.invoke(order, { ledger: { ...it.ports.ledger, [call]: unavailable } });
    expect(results).toMatchObject([{ status: 'deferred', reasons: ['throttled'] }]);
    expect(it.modifies()).toBe(1);
  });

  it.each(['gate', 'openGate'] as const)('at %s, nothing is queued', async (call) => {
    const it = await safetyScene();
    await expect(it.sweep({}, { ledger: { ...it.ports.ledger, [call]: unavailable } })).rejects.toThrow(/away/);
    expect(it.waiting()).toEqual([]);
  });

  it('to close the gate in, a used-up budget still writes nothing', async () => {
    const it = await safetyScene({ policy: policyText('limits: { changesPerHour: 1 }') });
    await it.changed();
    it.drift();
    const ledger = { ...it.ports.ledger, closeGate: unavailable };
    expect(await it.changed(it.mountTarget, undefined, { ledger })).toMatchObject({ status: 'deferred' });
    expect(it.modifies()).toBe(1);
  });

  it.each(Array.from({ length: 12 }, (_, index) => index + 1))(
    'from its request number %i on, nothing is written that has no intent on record',
    async (number) => {
      const it = await safetyScene();
      const operations = ['Query', 'GetItem', 'UpdateItem', 'PutItem'].map((name) => `dynamodb:${name}`);
      let seen = 0;
      const count = (): void => {
        seen += 1;
        if (seen < number) return;
        for (const operation of operations)
          it.aws.faults.next(operation, { error: 'InternalServerError', id: 'mountguard-ledger', times: 99 });
      };
      for (const operation of operations) for (let n = 0; n < 20; n++) it.aws.faults.before(operation, count);
      await it.changed();
      const written = it.modifies() > 0;
      it.aws.faults.clear();
      const { pending, changes } = await it.ports.ledger.record(idOf(it.mountTarget));
      expect(written ? [pending, ...changes].some((it) => it !== undefined) : true).toBe(true);
    },
  );
});

describe('with a clock that is wrong', () => {
  it('a lease of the future keeps others away until it is over', async () => {
    const it = await safetyScene();
    it.clock.pass(10_000);
    await it.ports.ledger.acquire(idOf(it.mountTarget));
    it.clock.pass(-10_000);
    expect(await it.changed()).toMatchObject({ status: 'deferred', reasons: ['lease-held'] });
    it.clock.pass(leaseMs + 10_000);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('a lease that another, ahead of time, took for over ends the work of its first owner', async () => {
    const it = await safetyScene();
    const { ledger } = it.ports;
    const spend: typeof ledger.spend = async (...asked) => {
      it.clock.pass(leaseMs);
      await ledger.acquire(idOf(it.mountTarget));
      it.clock.pass(-leaseMs);
      return ledger.spend(...asked);
    };
    expect(await it.changed(it.mountTarget, undefined, { ledger: { ...ledger, spend } })).toMatchObject({
      status: 'deferred',
      reasons: ['lease-lost'],
    });
    expect(it.modifies()).toBe(0);
  });

  it('a hold from the future holds, and is released once its time has come', async () => {
    const it = await safetyScene();
    const at = it.clock.now() + 60_000;
    await it.ports.ledger.hold(idOf(it.mountTarget), { until: at + day, reason: 'INC-1', by: 'me', at });
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['held'] });
    expect(await it.invoke({ release: it.mountTarget.id })).toMatchObject({ released: false });
    it.clock.pass(60_000);
    expect(await it.invoke({ release: it.mountTarget.id })).toMatchObject({ released: true });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
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
    expect(await it.changed(it.mountTarget, undefined, { reader: { ...reader, usableGroups } })).toMatchObject({
      status: 'fixed',
    });
  });
});
