import { describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { createTables, localTables } from '../../../infra/local/tables.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { leaseMs, localPlace, policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { safetyScene, terraform } from '../../support/safety-scene.ts';
import { confirmPlan, endings } from '../../support/safety-steps.ts';

const inAll = 20;
const atOnce = 5;
const policy = policyText(`limits: { changesPerSweep: { count: ${atOnce}, percent: 100 } }`);

/** A fleet that one ledger has seen put right, whose policy is measured there, and a new, empty table in its place. */
const withNewTable = async () => {
  const it = await safetyScene({ policy });
  const all = [it.mountTarget, ...it.addTargets(inAll - 1, { apart: true })];
  await confirmPlan(it);
  await it.drain();
  expect(await it.sweep()).toMatchObject({ summary: { compliant: inAll }, queued: 0 });
  await createTables({ requestHandler: it.aws.handler }, { ledger: 'newer', idempotency: 'newer-idempotency' });
  const client = it.clients.dynamo();
  const ledger = dynamoLedger({ client, table: 'newer', place: localPlace, clock: it.clock, leaseMs });
  const before = it.modifies();
  for (const each of all) it.drift(each);
  return { ...it, all, over: { ledger }, ledger, changed: it.changed, written: () => it.modifies() - before };
};

describe('a new table after an old one', () => {
  it('is no licence for a sweep: what drifted while nobody kept a record waits for a person', async () => {
    const it = await withNewTable();
    expect(await it.sweep({}, it.over)).toMatchObject({ queued: 0, summary: { refused: inAll } });
    expect((await it.ledger.gate()).closed).toMatchObject({ reason: 'over-budget' });
    await it.drain(it.over);
    expect(it.written()).toBe(0);
  });

  it('is no licence for events, nor for both: no more is changed than one sweep may', async () => {
    const it = await withNewTable();
    for (let round = 0; round < 2; round += 1) {
      const found = [];
      for (const each of it.all) found.push(await it.changed(each, terraform, it.over));
      const rest = round === 0 ? 'deferred unmeasured' : 'refused unconfirmed';
      const done = round === 0 ? 'fixed' : 'compliant';
      expect(endings(found)).toEqual([...Array(atOnce).fill(done), ...Array(inAll - atOnce).fill(rest)].toSorted());
      expect(await it.sweep({}, it.over)).toMatchObject({ queued: 0 });
      await it.drain(it.over);
    }
    expect(it.written()).toBe(atOnce);
    it.drift(it.all[0]);
    expect(await it.changed(it.all[0], terraform, it.over)).toMatchObject({ reasons: ['unconfirmed'] });
  });
});

describe('an old table that a new stack goes on with', () => {
  it('has what was measured, changed, held and paused: what drifted is put right, but for what a person holds', async () => {
    const it = await withNewTable();
    const [held, other, ...rest] = it.all;
    const signed = { by: 'alice', reason: 'INC-7' };
    const until = new Date(it.clock.now() + 30 * 86_400_000).toISOString();
    await it.invoke({ hold: must(held).id, until, ...signed });
    await it.sweep({ pause: true, ...signed });
    for (const { id } of rest) setGroups(it.aws.world, id, [it.wanted.id]);
    const gone = it.clock.now();
    it.clock.pass(86_400_000);

    const [client, table] = [it.clients.dynamo(), localTables.ledger];
    const over = { ledger: dynamoLedger({ client, table, place: localPlace, clock: it.clock, leaseMs }) };
    expect(await it.sweep({}, over)).toMatchObject({ queued: 0, summary: { refused: 2 } });
    await it.sweep({ resume: true, ...signed }, over);
    expect(await it.sweep({}, over)).toMatchObject({ queued: 1 });
    await it.drain(over);
    expect([held, other].map((each) => it.groupsOf(must(each)))).toEqual([[it.stray.id], [it.wanted.id]]);
    expect((await over.ledger.between(0, gone, 100)).changes).toHaveLength(inAll);
    const { orders } = await over.ledger.orders(0, gone, 100);
    expect(orders.map(({ order }) => order).toSorted()).toEqual(['confirm', 'hold', 'pause']);
  });
});
