import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../functions/core/model/policy.ts';
import type { Coverage, PlaceOnRecord, PlaceSwept } from '../../../functions/engine/ports/coverage.ts';
import { taskRequest } from '../../../functions/intake/task-request.ts';
import { discover } from '../../../functions/organization/discover.ts';
import { report } from '../../../functions/organization/report.ts';
import { sum } from '../../../functions/organization/sum.ts';
import { policy as policyOf } from '../../support/builders.ts';

const swept = (more: Partial<PlaceSwept> = {}): PlaceSwept => ({
  ...{ at: 1_000, run: 'r-1', dryRun: true, policyVersion: 'v1', fingerprint: 'f' },
  ...{ checked: 3, changes: 0, queued: 0, summary: { compliant: 3 } },
  ...more,
});
const place = (account: string, more: Partial<PlaceOnRecord> = {}): PlaceOnRecord => ({
  ...{ account, region: 'eu-west-1', name: `name of ${account}`, units: ['r-ab12'], discoveredAt: 1 },
  ...more,
});
const organization = {
  ...{ accounts: {}, regions: ['eu-west-1', 'us-east-1'], paused: [] },
  ...{ changesPerSweep: { count: 10 }, placesDrifted: { percent: 50 } },
};
const policy = (more: object = {}): Policy => ({
  ...policyOf([]),
  version: 'v1',
  organization: { ...organization, ...more },
});

/** Ports over places on record, and what is put on record and taken off it. */
const over = (places: readonly PlaceOnRecord[], accounts: readonly string[] = []) => {
  const log: string[] = [];
  const coverage = {
    listCoverage: async () => ({ places }),
    recordDiscovered: async ({ account, region }) => void log.push(`there ${account}/${region}`),
    recordGone: async ({ account, region }) => void log.push(`gone ${account}/${region}`),
  } as Partial<Coverage> as Coverage;
  const reader = { accountsBelow: async () => accounts.map((id) => ({ id, name: id, units: ['r-ab12'] })) };
  return { ports: { coverage, accounts: reader, clock: { now: () => 10_000, sleep: async () => undefined } }, log };
};

describe('discover', () => {
  it('puts every Region of every account on record that is not left out, and takes off what is gone', async () => {
    const { ports, log } = over([place('333333333333')], ['111111111111', '222222222222']);
    const { places } = await discover(ports, policy({ accounts: { unless: ['222222222222'] } }));
    expect(places).toEqual([
      { account: '111111111111', region: 'eu-west-1' },
      { account: '111111111111', region: 'us-east-1' },
    ]);
    expect(log).toEqual([
      'there 111111111111/eu-west-1',
      'there 111111111111/us-east-1',
      'gone 333333333333/eu-west-1',
    ]);
  });

  it.each([
    { what: 'no account is there', accounts: [], says: /names no account that is there/ },
    {
      what: 'there are more than one run can hold',
      accounts: Array.from({ length: 2_401 }, (_, n) => String(100_000_000_000 + n)),
      says: /4802 places are more than the 4800 of one run/,
    },
  ])('takes nothing off the record and fails when $what', async ({ accounts, says }) => {
    const { ports, log } = over([place('333333333333')], accounts);
    await expect(discover(ports, policy())).rejects.toThrow(says);
    expect(log).toEqual([]);
  });

  it('asks for the section on the organization', async () => {
    const { ports } = over([]);
    await expect(discover(ports, policyOf([]))).rejects.toThrow(/write organization with regions/);
  });
});

describe('sum', () => {
  const drifted = (account: string, changes: number) => place(account, { swept: swept({ changes }) });
  const compliant = ['5', '6', '7'].map((n) => place(n.repeat(12), { swept: swept() }));
  const summed = (places: readonly PlaceOnRecord[], more = {}, dryRun = false) =>
    sum(over([...places, ...compliant]).ports, policy(more), { run: 'r-1', dryRun });

  it('lets those places act that have drift and are not paused', async () => {
    // What a paused account has counts against no limit.
    const places = [drifted('111111111111', 4), drifted('222222222222', 121)];
    const answer = await summed(places, { paused: ['222222222222'] });
    const act = [{ account: '111111111111', region: 'eu-west-1' }];
    expect(answer).toMatchObject({ swept: 5, drifted: 1, changes: 4, act, acting: 1, withheld: [] });
  });

  it.each([
    { what: 'the run only plans', places: [drifted('1', 1)], dryRun: true, says: /only plans/ },
    {
      what: 'there are too many changes',
      places: [drifted('1', 11)],
      says: /^11 changes are more than .* which is 10/,
    },
    {
      what: 'too many places drifted',
      places: ['1', '2', '3', '4', '8'].map((id) => drifted(id, 1)),
      says: /^5 of 8 places have drift, more than .* which is 50/,
    },
    {
      what: 'a place was planned under another version of the policy',
      places: [place('1', { swept: swept({ changes: 1, policyVersion: 'v0' }) })],
      says: /planned under another version/,
    },
  ])('lets none act when $what', async ({ places, dryRun = false, says }) => {
    const { act, acting, withheld } = await summed(places, {}, dryRun);
    expect([act, acting]).toEqual([[], 0]);
    expect(withheld).toEqual([expect.stringMatching(says)]);
  });

  it('counts only what this run has planned', async () => {
    const old = place('111111111111', { swept: swept({ run: 'r-0', changes: 5 }) });
    const missed = place('222222222222', {
      swept: swept({ changes: 5 }),
      notSwept: { at: 2_000, run: 'r-1', code: 'partial', reason: 'x' },
    });
    expect(await summed([old, missed])).toMatchObject({ swept: 3, changes: 0, acting: 0 });
  });
});

describe('report', () => {
  const hour = 3_600_000;
  const reported = async (places: readonly PlaceOnRecord[], asked: object = {}) => {
    const gauges: Record<string, number> = {};
    const warned: object[] = [];
    const telling = {
      warn: (_: string, keys: object) => void warned.push(keys),
      info: () => undefined,
      gauge: (name: string, value: number) => {
        gauges[name] = value;
      },
    };
    const { ports } = over(places);
    const clock = { ...ports.clock, now: () => 5 * hour };
    const told = await report({ ...ports, clock }, telling, { run: 'r-1', withheld: [], ...asked }, 3);
    return { told, gauges, warned };
  };

  it('sums what each place last counted, also of those that this run missed, and names these', async () => {
    const { told, gauges, warned } = await reported([
      place('111111111111', {
        swept: swept({ at: 4 * hour, changes: 1, queued: 1 }),
        gauges: { Standing: 1, Held: 0 },
      }),
      place('222222222222', {
        swept: swept({ at: hour, run: 'r-0' }),
        gauges: { Standing: 2, Held: 1 },
        notSwept: { at: 4 * hour, run: 'r-1', code: 'role-missing', reason: 'Deploy the member stack.' },
      }),
      place('333333333333'),
    ]);
    expect(gauges).toEqual({
      ...{ Standing: 3, Held: 1, Places: 3, PlacesNotSwept: 2, PlacesOverdue: 2, Withheld: 0, Swept: 1 },
    });
    expect(told).toMatchObject({ places: 3, swept: 1, queued: 1, notSweptBy: { failed: 1, 'role-missing': 1 } });
    expect(warned).toMatchObject([
      {
        account: '222222222222',
        code: 'role-missing',
        reason: 'Deploy the member stack.',
        lastSweptAt: '1970-01-01T01:00:00.000Z',
      },
      { account: '333333333333', code: 'failed', lastSweptAt: null },
    ]);
  });

  it('is no finished run, and says why, after a failure', async () => {
    const { told, gauges } = await reported([place('111111111111')], { failure: 'States.Timeout: too long' });
    expect(told.failure).toBe('States.Timeout: too long');
    expect(gauges).not.toHaveProperty('Swept');
  });

  it('says that drift was withheld', async () => {
    const places = [place('111111111111', { swept: swept({ changes: 11 }) })];
    expect((await reported(places, { withheld: ['11 changes are more.'] })).gauges).toMatchObject({ Withheld: 1 });
  });
});

it.each([
  { event: { task: 'discover', run: 'r-1' }, kind: 'discover' },
  { event: { task: 'sum', run: 'r-1', dryRun: true }, kind: 'sum' },
  { event: { task: 'report', run: 'r-1' }, kind: 'report' },
  {
    event: { task: 'whatever', run: 'r-1' },
    kind: 'malformed',
    says: /task is "whatever"; expected discover, sum or report/,
  },
  { event: { task: 'sum', run: 'r-1' }, kind: 'malformed', says: /dryRun .*expected true or false/ },
  {
    event: { task: 'discover', run: 'a/b' },
    kind: 'malformed',
    says: /run is "a\/b"; expected the name of the execution/,
  },
])('reads $event as $kind', ({ event, kind, says }) => {
  expect(taskRequest(event)).toMatchObject({ kind, ...(says && { message: expect.stringMatching(says) }) });
});
