import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../functions/aws/ledger/item.ts';
import { localTables } from '../../../infra/local/tables.ts';
import { policyText } from '../../support/engine-scene.ts';
import { roomy, type SafetyScene, safetyScene } from '../../support/safety-scene.ts';
import { hold } from '../../support/safety-steps.ts';

/** Items of the account and Region whose sort key begins so. */
const kept = async ({ clients }: SafetyScene, begins: string) => {
  const { Items = [] } = await clients.dynamo().send(new ScanCommand({ TableName: localTables.ledger }));
  const items = Items.map((item) => unmarshall(item, { wrapNumbers: Number }));
  return items.filter(({ sk }) => String(sk).startsWith(begins)).toSorted((a, b) => (a['sk'] < b['sk'] ? -1 : 1));
};

const hour = 3_600_000;
const text = policyText(roomy);

/** The text in the items of a policy, which are in order. */
const textIn = (items: readonly (Item | undefined)[]): string =>
  gunzipSync(Buffer.concat(items.map((it) => it?.['gzip'] as Uint8Array))).toString();

describe('the item of a day', () => {
  it('has what the last finished sweep found, how many sweeps there were, and what was fixed that day', async () => {
    const it = await safetyScene();
    const [held] = it.addTargets(1);
    await hold(it, held, { until: it.clock.now() + 72 * hour });
    await it.sweep();
    const counts = { checked: 2, compliant: 0, drifted: 1, refused: 0, held: 1, unmanaged: 0, fixed: 0 };
    expect(await kept(it, 'day#')).toMatchObject([{ sk: 'day#2026-11-01', counts, sweeps: 1 }]);
    await it.drain();
    it.clock.pass(hour);
    await it.sweep();
    const later = { ...counts, compliant: 1, drifted: 0, fixed: 1 };
    expect(await kept(it, 'day#')).toMatchObject([{ counts: later, sweeps: 2, expiresAt: expect.any(Number) }]);
  });

  it.each([1, 2, 6])(
    'is told by the next sweep, %i days later, what was fixed after its own last one',
    async (days) => {
      const it = await safetyScene();
      await it.sweep();
      await it.drain();
      it.clock.pass(days * 24 * hour);
      await it.sweep();
      expect(await kept(it, 'day#')).toMatchObject([
        { sk: 'day#2026-11-01', counts: { drifted: 1, fixed: 1 }, sweeps: 1 },
        { sk: `day#2026-11-0${1 + days}`, counts: { compliant: 1, fixed: 0 }, sweeps: 1 },
      ]);
      const [hours] = await kept(it, 'hour#');
      expect(hours?.['expiresAt']).toBeGreaterThan(it.clock.now() / 1000);
    },
  );

  it('is made for a day without a sweep on which something was fixed', async () => {
    const it = await safetyScene();
    await it.sweep();
    await it.drain();
    it.clock.pass(24 * hour);
    it.drift();
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    it.clock.pass(24 * hour);
    await it.sweep();
    const [, unswept] = await kept(it, 'day#');
    const counts = { checked: 0, compliant: 0, drifted: 0, refused: 0, held: 0, unmanaged: 0, fixed: 1 };
    expect(unswept).toMatchObject({ sk: 'day#2026-11-02', counts });
    expect(unswept).not.toHaveProperty('sweeps');
  });

  it('is read back for those who look back, ascending, and only where it is asked for', async () => {
    const it = await safetyScene();
    const from = it.clock.now();
    await it.sweep();
    await it.drain();
    it.clock.pass(24 * hour);
    await it.sweep();
    const { days } = it.ports.ledger;
    const first = {
      day: '2026-11-01',
      checked: 1,
      compliant: 0,
      drifted: 1,
      refused: 0,
      held: 0,
      unmanaged: 0,
      fixed: 1,
    };
    const second = { ...first, day: '2026-11-02', compliant: 1, drifted: 0, fixed: 0 };
    expect(await days(from - 48 * hour, it.clock.now())).toEqual([first, second]);
    expect(await days(it.clock.now(), it.clock.now())).toEqual([second]);
  });

  it('counts no dry run and no confirmation', async () => {
    const it = await safetyScene();
    const { fingerprint } = await it.sweep({ dryRun: true });
    await it.sweep({ confirm: fingerprint, by: 'ana', reason: 'INC-0' });
    expect(await kept(it, 'day#')).toEqual([]);
  });
});

describe('the text of a policy', () => {
  it('is kept by the sweep that measures it, once, and for as long as the table is', async () => {
    const it = await safetyScene();
    const { policyVersion } = await it.sweep();
    await it.sweep();
    const [item, ...others] = await kept(it, 'policy#');
    expect([item?.['sk'], textIn([item])]).toEqual([`policy#${policyVersion}`, text]);
    expect(item).not.toHaveProperty('expiresAt');
    expect(others).toEqual([]);
    const next = `${text}\n# another\n`;
    it.say(next);
    await it.sweep();
    expect((await kept(it, 'policy#')).map((it) => textIn([it])).toSorted()).toEqual([text, next].toSorted());
  });

  it('is kept by what first writes under it, where no sweep has measured it, and by none that only looks', async () => {
    const it = await safetyScene();
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    const written = await kept(it, 'policy#');
    it.say(`${text}\n# another\n`);
    expect(await it.changed()).toMatchObject({ status: 'compliant' });
    expect([written.map((it) => textIn([it])), await kept(it, 'policy#')]).toEqual([[text], written]);
  });

  it('is split, and whole, where it is longer than an item of DynamoDB', async () => {
    const noise = randomBytes(700_000)
      .toString('base64')
      .replaceAll(/(.{1,76})/g, '# 漢 $1\n');
    const long = `${text}\n${noise}`;
    const it = await safetyScene({ policy: long });
    expect(await it.sweep()).toMatchObject({ queued: 1 });
    const items = await kept(it, 'policy#');
    expect(items.map(({ sk, parts }) => [String(sk).split('#').length, parts])).toEqual([
      [2, 2],
      [3, 2],
    ]);
    expect(textIn(items)).toBe(long);
  });

  it('that a sweep cannot keep stops it, so that the next one measures the policy', async () => {
    const it = await safetyScene();
    it.aws.faults.next('dynamodb:BatchWriteItem', { error: 'ProvisionedThroughputExceededException' });
    await expect(it.sweep()).rejects.toThrow(/the text of policy .*ProvisionedThroughputExceeded/);
    expect(await it.ports.ledger.gate()).toEqual({});
    await it.sweep();
    expect(await kept(it, 'policy#')).toHaveLength(1);
  });

  it('that cannot be kept before the first write stops that, says so, and is tried again', async () => {
    const it = await safetyScene();
    it.aws.faults.next('dynamodb:BatchWriteItem', { error: 'ProvisionedThroughputExceededException' });
    const { status, explanation } = await it.changed();
    expect([status, it.modifies()]).toEqual(['deferred', 0]);
    expect(explanation).toMatch(/cut short: the text of policy [0-9a-f]{8} in .*ProvisionedThroughputExceeded/);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    expect(await kept(it, 'policy#')).toHaveLength(1);
  });

  it('is part of a description', async () => {
    const it = await safetyScene();
    expect(await it.sweep({ describe: true })).toMatchObject({ policyText: text });
  });
});

it('a sweep that cannot keep the counts of its day says so and answers all the same', async () => {
  const it = await safetyScene();
  const keepDay = () => Promise.reject(new Error('the table is away'));
  const { queued } = await it.sweep({}, { ledger: { ...it.ports.ledger, keepDay } });
  expect(queued).toBe(1);
  expect(it.warnings).toEqual([expect.stringContaining('the counts of the day')]);
});
