import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { localTables } from '../../../infra/local/tables.ts';
import { lambdaContext } from '../../support/engine-app.ts';
import { localPlace } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safetyScene } from '../../support/safety-scene.ts';
import { confirmPlan, hold as placeHold, three } from '../../support/safety-steps.ts';

const signed = { by: 'ana', reason: 'INC-7' };
const unknownId = 'fs-0123456789abcdef0';

describe('an order', () => {
  it('goes on record before it is carried out, with who, why and until when, and writes one line', async () => {
    const it = await safetyScene();
    const id = it.mountTarget.id;
    await it.invoke({ hold: id, until: '2026-12-31', ...signed });
    it.clock.pass(1);
    await it.invoke({ release: id, ...signed });
    it.clock.pass(1);
    await it.invoke({ fix: [it.fileSystem.id], ...signed });
    it.clock.pass(1);
    await it.invoke({ revert: id, until: '2026-12-31', ...signed });
    it.clock.pass(1);
    await it.sweep({ pause: true, ...signed });
    it.clock.pass(1);
    await it.sweep({ resume: true, ...signed });
    const { history } = await it.invoke({ history: id });
    const until = '2027-01-01T00:00:00.000Z';
    expect(history?.orders).toMatchObject([
      { order: 'revert', ids: [id], until, ...signed },
      { order: 'fix', ids: [it.fileSystem.id], ...signed },
      { order: 'release', ids: [id], ...signed },
      { order: 'hold', ids: [id], until, requestId: expect.any(String), at: expect.stringMatching(/Z$/), ...signed },
    ]);
    const all = await it.invoke({ history: 'all', since: '2026-01-01T00:00:00Z' });
    expect(all.history?.orders.map(({ order }) => order)).toEqual([
      'resume',
      'pause',
      'revert',
      'fix',
      'release',
      'hold',
    ]);
    expect(it.orders.map(({ order }) => order)).toEqual(['hold', 'release', 'fix', 'revert', 'pause', 'resume']);
  });

  it('that confirms a plan is on record with its fingerprint', async () => {
    const it = await safetyScene();
    const { fingerprint } = await confirmPlan(it);
    expect(it.orders).toMatchObject([{ order: 'confirm', fingerprint, by: 'ana' }]);
  });

  it('is on record longer than what it holds, however short changes are', async () => {
    const it = await safetyScene();
    const of = { table: localTables.ledger, place: localPlace, clock: it.clock, leaseMs: 1 };
    const { keepOrder } = dynamoLedger({ client: it.clients.dynamo(), ...of, retentionDays: 30 });
    const ledger = { ...it.ports.ledger, keepOrder };
    await it.invoke({ hold: it.mountTarget.id, until: '2027-11-30', ...signed }, { ledger });
    const { Items = [] } = await it.clients.dynamo().send(new ScanCommand({ TableName: localTables.ledger }));
    const ends = Items.flatMap(({ sk, expiresAt }) => (sk?.S?.startsWith('order#') ? (expiresAt?.N ?? []) : []));
    expect(ends).toEqual([`${(Date.parse('2027-12-01') + 30 * 86_400_000) / 1000}`]);
  });

  it('leaves nothing on record in a dry run', async () => {
    const it = await safetyScene();
    await it.invoke({ fix: [it.mountTarget.id], ...signed, dryRun: true });
    await it.invoke({ revert: it.mountTarget.id, until: '2026-12-31', ...signed, dryRun: true });
    expect(it.orders).toEqual([]);
  });

  it.each([
    { what: 'the deployment may not write', over: {}, say: { dryRun: true } },
    { what: 'the policy cannot be read', over: {}, say: { readPolicy: () => Promise.reject(new Error('no policy')) } },
    { what: 'everything is paused', over: { paused: true }, say: {} },
  ])('is on record also where nothing is written because $what', async ({ over, say }) => {
    const it = await safetyScene();
    const given = [
      { fix: [it.mountTarget.id], ...signed },
      { revert: 'all', plan: '0123456789ab', until: '2026-12-31', ...signed },
    ];
    for (const order of given) {
      await Promise.allSettled([it.invoke(order, over, say)]);
      it.clock.pass(1);
    }
    expect(it.modifies()).toBe(0);
    const { history } = await it.invoke({ history: 'all', since: '2026-01-01T00:00:00Z' });
    expect(history?.orders).toMatchObject([
      { order: 'revert', fingerprint: '0123456789ab', until: '2027-01-01T00:00:00.000Z', ...signed },
      { order: 'fix', ids: [it.mountTarget.id], ...signed },
    ]);
  });

  it('is one order however often Lambda tries its invocation, with the time of the first', async () => {
    const it = await safetyScene();
    const context = lambdaContext();
    const order = { hold: it.mountTarget.id, until: '2026-12-31', ...signed };
    const at = it.clock.now();
    const hold = () => Promise.reject(new Error('the table is away'));
    await expect(it.invoke(order, { ledger: { ...it.ports.ledger, hold } }, {}, context)).rejects.toThrow('away');
    it.clock.pass(60_000);
    expect((await it.invoke(order, {}, {}, context)).held).toHaveLength(1);
    const { history } = await it.invoke({ history: it.mountTarget.id });
    const iso = new Date(at).toISOString();
    expect(history).toMatchObject({ orders: [{ at: iso }], holds: [{ hold: { at: iso } }] });
    expect(it.orders).toHaveLength(1);
  });

  it('to resume that is tried again does not end a pause that was ordered since', async () => {
    const it = await safetyScene();
    const context = lambdaContext(300_000);
    await it.sweep({ resume: true, ...signed }, {}, context);
    it.clock.pass(60_000);
    await it.sweep({ pause: true, ...signed });
    expect(await it.sweep({ resume: true, ...signed }, {}, context)).toMatchObject({ paused: true });
  });

  it('is not carried out when it cannot be recorded', async () => {
    const it = await safetyScene();
    const keepOrder = () => Promise.reject(new Error('the table is away'));
    const ledger = { ...it.ports.ledger, keepOrder };
    await expect(it.invoke({ fix: [it.mountTarget.id], ...signed }, { ledger })).rejects.toThrow('away');
    expect(it.groupsOf(it.mountTarget)).toEqual([it.stray.id]);
  });
});

describe('a hold', () => {
  it('keeps mount targets and file systems as they are, until it ends', async () => {
    const it = three(await safetyScene());
    const [first, second] = it.all;
    const { held } = await it.invoke({ hold: [must(first).id, must(second).id], until: '2026-12-31', ...signed });
    expect(held).toMatchObject([{ id: first?.id }, { id: second?.id }]);
    expect(await it.lookAtAll()).toEqual(['fixed', 'refused held', 'refused held']);
    await it.invoke({ hold: it.fileSystem.id, until: '2026-12-31', ...signed });
    expect(await it.lookAtAll()).toEqual(['compliant', 'refused held held', 'refused held held']);
  });

  it('does not cut a longer one short', async () => {
    const it = await safetyScene();
    await placeHold(it, it.mountTarget, { until: Date.UTC(2027, 1, 1) });
    const { held, explanation } = await it.invoke({ hold: it.mountTarget.id, until: '2026-12-31', ...signed });
    expect(held).toMatchObject([{ hold: { until: '2027-02-01T00:00:00.000Z', by: 'a person' } }]);
    expect(explanation).toContain('is held already until 2027-02-01T00:00:00.000Z by a person (INC-0)');
  });

  it.each([
    { until: '2020-01-01', told: 'the hold would have ended at 2020-01-02T00:00:00.000Z' },
    { until: '2035-01-01', told: 'a hold lasts 400 days at most; choose an earlier day' },
  ])('until $until is refused, and not on record', async ({ until, told }) => {
    const it = await safetyScene();
    await expect(it.invoke({ hold: it.mountTarget.id, until, ...signed })).rejects.toThrow(told);
    expect(it.orders).toEqual([]);
  });

  it('and a release say when nothing has the id', async () => {
    const it = await safetyScene();
    const explanation = `${unknownId} is not on record and does not exist.`;
    expect(await it.invoke({ hold: unknownId, until: '2026-12-31', ...signed })).toMatchObject({
      held: [],
      explanation,
    });
    expect(await it.invoke({ release: unknownId, ...signed })).toMatchObject({ released: false, explanation });
  });
});

describe('a pause', () => {
  const paused = { status: 'refused', reasons: ['paused'] };

  it('stops looks, sweeps and reverts until it is resumed, and closes no gate', async () => {
    const it = await safetyScene();
    await it.sweep({});
    await it.drain();
    expect(it.groupsOf(it.mountTarget)).toEqual([it.wanted.id]);
    expect(await it.sweep({ pause: true, ...signed })).toMatchObject({ paused: true });
    it.drift();
    const finding = await it.changed();
    expect(finding).toMatchObject(paused);
    expect(finding.explanation).toContain('by ana (INC-7). {"resume": true} to the sweep ends that');
    expect(await it.sweep({})).toMatchObject({ queued: 0, results: [paused] });
    const revert = { revert: it.mountTarget.id, until: '2026-12-31', ...signed };
    expect((await it.invoke(revert)).results).toMatchObject([paused]);
    expect((await it.sweep({ describe: true })) as object).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ check: 'gate', ok: false })]),
    });
    expect(await it.sweep({ resume: true, ...signed })).toMatchObject({ paused: false });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('ordered while a change is judged stops it before it is sent', async () => {
    const it = await safetyScene();
    const { ledger } = it.ports;
    const intend: typeof ledger.intend = async (...asked) => {
      await it.sweep({ pause: true, ...signed });
      return ledger.intend(...asked);
    };
    const acquire: typeof ledger.acquire = async (id) => {
      await it.sweep({ pause: true, ...signed });
      return ledger.acquire(id);
    };
    expect(await it.changed(undefined, undefined, { ledger: { ...ledger, acquire, intend } })).toMatchObject(paused);
    expect(it.groupsOf(it.mountTarget)).toEqual([it.stray.id]);
  });

  it('ends by itself at its time', async () => {
    const it = await safetyScene();
    const until = new Date(it.clock.now() + 60_000).toISOString();
    await it.sweep({ pause: true, until, ...signed });
    expect(await it.changed()).toMatchObject(paused);
    it.clock.pass(60_000);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    await expect(it.sweep({ pause: true, until, ...signed })).rejects.toThrow('the pause would have ended at');
  });

  const later = (it: SafetyScene, ms: number) => new Date(it.clock.now() + ms).toISOString();

  it.each([
    { first: undefined, second: 60_000, stays: true },
    { first: 120_000, second: 60_000, stays: true },
    { first: undefined, second: undefined, stays: true },
    { first: 60_000, second: 120_000, stays: false },
    { first: 60_000, second: undefined, stays: false },
  ])(
    'for $second ms after one for $first ms: the longer one counts, and it says so',
    async ({ first, second, stays }) => {
      const it = await safetyScene();
      const pause = (ms: number | undefined, by: string) =>
        it.sweep({ pause: true, ...(ms && { until: later(it, ms) }), by, reason: 'INC-7' }) as Promise<unknown>;
      await pause(first, 'ana');
      it.clock.pass(1);
      const explanation = stays
        ? /^This order changes nothing: all writes have been paused since .* by ana \(INC-7\)\. \{"resume": true\} to the sweep ends that\.$/
        : /^Nothing is written until .* This takes the place of the pause until .* by ana \(INC-7\)\.$/;
      expect(await pause(second, 'bob')).toMatchObject({
        paused: true,
        explanation: expect.stringMatching(explanation),
      });
      it.clock.pass(60_001);
      expect(await it.changed()).toMatchObject(paused);
      expect((await it.ports.ledger.gate()).pause?.by).toBe(stays ? 'ana' : 'bob');
      expect(await it.sweep({ resume: true, ...signed })).toMatchObject({ paused: false });
    },
  );

  it('leaves a gate closed that something else closed', async () => {
    const it = await safetyScene();
    await it.sweep({}, { paused: true });
    await it.sweep({ pause: true, ...signed });
    const { explanation } = (await it.sweep({ resume: true, ...signed })) as unknown as { explanation: string };
    expect(explanation).toContain('The gate stays closed: nothing is written since');
    expect(await it.changed()).toMatchObject({ reasons: ['unconfirmed'] });
  });

  it('does not stop a revert that says so', async () => {
    const it = await safetyScene();
    await it.changed();
    await it.sweep({ pause: true, ...signed });
    const order = { revert: it.mountTarget.id, until: '2026-12-31', despite: ['paused'], ...signed };
    expect((await it.invoke(order)).results).toMatchObject([{ status: 'fixed' }]);
  });

  it('that is not there is resumed without harm', async () => {
    const it = await safetyScene();
    const answer = (await it.sweep({ resume: true, ...signed })) as unknown;
    expect(answer).toMatchObject({ paused: false, explanation: 'No order paused anything.' });
  });
});
