import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../functions/core/model/policy.ts';
import type { Coverage, PlaceOnRecord, PlacePart, PlaceSwept } from '../../../functions/engine/ports/coverage.ts';
import { taskRequest } from '../../../functions/intake/task-request.ts';
import { discover } from '../../../functions/organization/discover.ts';
import { report } from '../../../functions/organization/report.ts';
import { sum } from '../../../functions/organization/sum.ts';
import { policy as policyOf } from '../../support/builders.ts';

const swept = (more: Partial<PlaceSwept> = {}): PlaceSwept => ({
  ...{ at: 1_000, run: 'r-1', dryRun: true, policyVersion: 'v1', fingerprint: 'f' },
  ...{ checked: 3, changes: 0, queued: 0, notEnforced: 0, summary: { compliant: 3 } },
  ...more,
});
const place = (account: string, more: Partial<PlaceOnRecord> = {}): PlaceOnRecord => ({
  ...{ account, region: 'eu-west-1', name: `name of ${account}`, units: ['r-ab12'], discoveredAt: 1, since: 0 },
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

  it.each([
    // What may not be written counts against no limit, and where a person did not pause it, it is drift.
    { stopped: 'paused', counts: 1 },
    { stopped: 'unconfirmed', counts: 2 },
  ] as const)('lets those places act that have drift and are not $stopped', async ({ stopped, counts }) => {
    const held = place('222222222222', { swept: swept({ changes: 121, stopped }) });
    const act = [{ account: '111111111111', region: 'eu-west-1' }];
    const expected = { planned: 5, drifted: counts, changes: 4, act, acting: 1, withheld: [] };
    expect(await summed([drifted('111111111111', 4), held])).toMatchObject(expected);
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

  it('counts only what this run has planned, also of a place that it could not read to its end', async () => {
    const missed = (account: string, run: string, part?: PlacePart) =>
      place(account, {
        swept: swept({ changes: 5 }),
        notSwept: { at: 2_000, run, code: 'partial', reason: 'x', ...(part && { part }) },
      });
    const part = { policyVersion: 'v1', changes: 3, queued: 0, notEnforced: 0 };
    const places = [
      place('111111111111', { swept: swept({ run: 'r-0', changes: 5 }) }),
      missed('222222222222', 'r-1'),
      missed('333333333333', 'r-0', part),
      missed('444444444444', 'r-1', part),
    ];
    const act = [{ account: '444444444444', region: 'eu-west-1' }];
    expect(await summed(places)).toMatchObject({ planned: 4, changes: 3, act });
    expect(await summed([missed('4', 'r-1', { ...part, changes: 11 })])).toMatchObject({ act: [] });
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
      place('444444444444', { since: 4 * hour }),
    ]);
    expect(gauges).toEqual({
      ...{ Standing: 3, Held: 1, Places: 4, PlacesNotSwept: 3, PlacesOverdue: 2, Withheld: 0, Swept: 1 },
    });
    expect(told).toMatchObject({ places: 4, swept: 1, queued: 1, notSweptBy: { failed: 2, 'role-missing': 1 } });
    expect(warned).toMatchObject([
      {
        account: '222222222222',
        code: 'role-missing',
        reason: 'Deploy the member stack.',
        lastSweptAt: '1970-01-01T01:00:00.000Z',
      },
      { account: '333333333333', code: 'failed', lastSweptAt: null },
      { account: '444444444444', code: 'failed', lastSweptAt: null },
    ]);
  });

  it('is no finished run, and says why, after a failure', async () => {
    const { told, gauges } = await reported([place('111111111111')], { failure: 'States.Timeout: too long' });
    expect(told.failure).toBe('States.Timeout: too long');
    expect(gauges).not.toHaveProperty('Swept');
  });

  it.each([
    { when: 'there was too much', changes: 11, withheld: ['11 changes are more.'], rings: 1 },
    { when: 'it was to plan only', changes: 11, withheld: ['This run only plans.'], rings: 0 },
    {
      when: 'it was to plan only, and there is too much',
      changes: 11,
      withheld: ['This run only plans.', 'x'],
      rings: 1,
    },
    { when: 'no drift may be put right', changes: 0, withheld: ['11 places were planned under another.'], rings: 0 },
  ])('says $rings times that drift was withheld when $when', async ({ changes, withheld, rings }) => {
    const places = [place('111111111111', { swept: swept({ changes }) })];
    expect((await reported(places, { withheld })).gauges).toMatchObject({ Withheld: rings });
  });

  it('names the places whose drift stays because no role writes there', async () => {
    const part = { policyVersion: 'v1', changes: 0, queued: 0, notEnforced: 2 };
    const { told, warned } = await reported([
      place('111111111111', { swept: swept({ notEnforced: 3 }) }),
      place('222222222222', { notSwept: { at: 2_000, run: 'r-1', code: 'partial', reason: 'x', part } }),
      place('333333333333', { swept: swept({ run: 'r-0', notEnforced: 5 }) }),
    ]);
    expect(told.notEnforced).toBe(5);
    expect(warned).toMatchObject([{}, {}, { account: '111111111111', mountTargets: 3 }, { mountTargets: 2 }]);
  });
});

it.each([
  { event: { task: 'discover', run: 'r-1' }, kind: 'discover' },
  { event: { task: 'sum', run: 'r-1', dryRun: true }, kind: 'sum' },
  { event: { task: 'report', run: 'plan.1' }, kind: 'report' },
  {
    event: { task: 'sum', run: 'r-1', dryRun: false, act: [{ account: '111111111111', region: 'eu-west-1' }] },
    kind: 'malformed',
    says: /"act" is not a field/,
  },
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
