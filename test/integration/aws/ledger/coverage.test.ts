import { describe, expect, it } from 'vitest';
import { coverageItems } from '../../../../functions/aws/ledger/coverage.ts';
import { fs } from '../../../support/builders.ts';
import { ledgersInProcess, START } from './scene.ts';

const [a, b] = [
  { account: '111122223333', region: 'eu-west-1' },
  { account: '444455556666', region: 'us-east-1' },
];
const facts = { ...a, name: 'payments', units: ['r-ab12', 'ou-ab12-11111111'] };
const swept = {
  ...{ at: START, run: 'run-1', dryRun: true, policyVersion: '0123456789ab', fingerprint: 'fedcba987654' },
  ...{ checked: 3, changes: 1, queued: 0, notEnforced: 0, summary: { compliant: 2, drifted: 1 } },
};
const part = { policyVersion: '0123456789ab', changes: 1, queued: 0, notEnforced: 0, after: fs(1) };
const notSwept = { at: START + 1, run: 'run-2', code: 'partial', reason: 'Wait.', part } as const;

const scene = async () => {
  const { client, table, put } = await ledgersInProcess()();
  return { put, coverage: coverageItems(client, table) };
};

describe('what is on record of the places of an organisation', () => {
  it('has what was discovered, what the last sweep found, and why there was none since', async () => {
    const { coverage } = await scene();
    await coverage.recordDiscovered(facts, START);
    expect(await coverage.recordSwept(a, swept)).toBe(true);
    expect(await coverage.recordNotSwept(a, notSwept)).toBe(true);
    await coverage.recordDiscovered({ ...facts, name: 'Payments' }, START + 2);
    const place = { ...facts, name: 'Payments', discoveredAt: START + 2, since: START, swept, notSwept };
    expect(await coverage.listCoverage()).toEqual({ places: [place] });
    await coverage.recordSwept(a, swept);
    await coverage.recordEnforced(a, false);
    const { notSwept: _, ...rest } = place;
    expect(await coverage.placeOnRecord(a)).toEqual({ ...rest, isEnforced: false });
  });

  it('has no place that was not discovered, or that the organisation has no more', async () => {
    const { coverage } = await scene();
    expect(await coverage.recordSwept(b, swept)).toBe(false);
    expect(await coverage.recordNotSwept(b, notSwept)).toBe(false);
    await coverage.recordDiscovered(facts, START);
    await coverage.recordGone(a, START);
    expect(await coverage.placeOnRecord(a), 'discovered at that time').toBeDefined();
    await coverage.recordGone(a, START + 1);
    expect(await coverage.placeOnRecord(a)).toBeUndefined();
    expect(await coverage.recordSwept(a, swept)).toBe(false);
    expect(await coverage.listCoverage()).toEqual({ places: [] });
    await coverage.recordEnforced(a, false);
    await coverage.recordDiscovered(facts, START + 2);
    expect(await coverage.placeOnRecord(a)).toEqual({ ...facts, discoveredAt: START + 2, since: START + 2 });
  });

  it('lists places in order, and says which cannot be read', async () => {
    const { coverage, put } = await scene();
    await coverage.recordDiscovered({ ...facts, ...b }, START);
    await coverage.recordDiscovered(facts, START);
    await put({ pk: 'organization', sk: 'place#777788889999/eu-west-1', discoveredAt: START });
    const { places, unreadable } = await coverage.listCoverage();
    expect(places.map(({ account }) => account)).toEqual([a.account, b.account]);
    expect(unreadable).toEqual([expect.stringMatching(/place#777788889999.* no readable account; correct or remove/)]);
  });
});
