import fc from 'fast-check';
import type { GoodRecord } from '../../../../functions/core/nfs/known-good.ts';
import type { SurveyLease } from '../../../../functions/engine/ports/ledger.ts';
import type { Intent } from '../../../../functions/engine/ports/record/change.ts';
import type { Acquired, Marks } from '../../../../functions/engine/ports/record/file-system.ts';
import { fs, mt, sg } from '../ids.ts';
import { hold, intent, LEASE_MS, type LedgerScene, landedOf, nothing, otherFs, otherMt, START } from './scene.ts';

const who = fc.nat(1);
const change = fc.nat(2);
const at = fc.nat(3).map((n) => START + n * 1_000);
const subject = fc.constantFrom(mt, otherMt, fs);
const status = fc.constantFrom('fixed' as const, 'failed' as const);
const marks = fc.record({ landed: fc.boolean(), holds: fc.boolean(), refused: fc.boolean() });
const keep = fc.constantFrom(undefined, 'keep' as const);
const version = fc.constantFrom('v1', 'v2');
const does = <Name extends string, Model extends object>(
  name: Name,
  model: { [K in keyof Model]: fc.Arbitrary<Model[K]> },
) => fc.record({ does: fc.constant(name), ...model }) as unknown as fc.Arbitrary<{ readonly does: Name } & Model>;

/** One call to the ledger by one of two who use it, or some time that passes. */
export const aStep = fc.oneof(
  { weight: 4, arbitrary: does('acquire', { who }) },
  { weight: 4, arbitrary: does('intend', { who, change }) },
  { weight: 2, arbitrary: does('conclude', { who, change, status, marks, keep }) },
  { weight: 2, arbitrary: does('rollBack', { who, change, back: change, marks }) },
  does('withdraw', { who, change }),
  does('leaveInDoubt', { who, change }),
  does('release', { who }),
  does('wait', { ms: fc.nat(LEASE_MS) }),
  does('hold', { subject, at }),
  does('releaseHold', { subject, at }),
  does('spend', { change, limit: fc.nat(2) }),
  does('giveBack', { change }),
  does('closeGate', { at }),
  does('openGate', { version, at }),
  does('tryOut', {
    version,
    change: fc.option(change, { nil: undefined }),
    limit: fc.integer({ min: 1, max: 2 }),
    isStale: fc.boolean(),
  }),
  does('keepGood', { of: fc.constantFrom([fs], [fs, otherFs], []), n: fc.nat(3), at }),
  does('knownGood', { of: fc.constantFrom(fs, otherFs, 'all' as const) }),
  does('beginSurvey', { who }),
  does('endSurvey', { who, began: fc.option(at, { nil: undefined }), reached: fc.constantFrom(undefined, fs) }),
);
export type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

const intentOf = (n: number): Intent => ({
  ...intent,
  changeId: `c-${n}`,
  mountTargetId: n % 2 === 0 ? mt : otherMt,
  after: [sg(n)],
  at: START + n,
});

const marksOf = (n: number, say: { readonly [K in 'landed' | 'holds' | 'refused']: boolean }): Marks => ({
  ...(say.landed && { landed: landedOf(intentOf(n)) }),
  ...(say.holds && { hold: { id: intentOf(n).mountTargetId, hold } }),
  ...(say.refused && { refusals: { count: 1, since: START } }),
});

/** What is on record of some file systems: of their sets, one for each number. */
const goodOf = (n: number): GoodRecord => ({
  spans: Array.from({ length: n }, (_, i) => ({
    lets: { blocks: [`10.${i % 2}.0.0/16`], groups: [sg(i)] },
    from: START + i,
    ...(i < n - 1 && { to: START + i + 1 }),
    policyVersion: 'v1',
  })),
  ...(n % 2 === 0 && { driftSince: START + n }),
});

/** An item without what differs from run to run; whether the holds changed, not how often. */
const comparable = ({ owner, triedBy, holdsVersion, ...rest }: Readonly<Record<string, unknown>>) => ({
  ...rest,
  isOwned: owner !== undefined,
  isTried: triedBy !== undefined,
  hasChanged: holdsVersion !== undefined,
});

/** What a ledger answers to each step, and what the table holds in the end. */
export const play = async (
  { ledger, time, items }: Pick<LedgerScene, 'ledger' | 'time' | 'items'>,
  steps: readonly Step[],
): Promise<readonly unknown[]> => {
  const nobody = (n: number): Acquired => ({
    lease: { fileSystemId: fs, owner: `nobody-${n}`, expiresAt: 0 },
    record: nothing,
  });
  const held: [Acquired, Acquired] = [nobody(0), nobody(1)];
  const surveys: [SurveyLease, SurveyLease] = [{ owner: 'nobody' }, { owner: 'nobody' }];
  const at = (n: number): 0 | 1 => (n === 0 ? 0 : 1);

  const answerTo = async (it: Step): Promise<unknown> => {
    switch (it.does) {
      case 'acquire': {
        const acquired = await ledger.acquire(fs);
        if (!acquired) return undefined;
        held[at(it.who)] = acquired;
        const { lease: _, holdsVersion: __, ...record } = acquired.record;
        return { until: acquired.lease.expiresAt, record };
      }
      case 'intend':
        return ledger.intend(held[at(it.who)], intentOf(it.change));
      case 'withdraw':
        return ledger.withdraw(held[at(it.who)].lease, intentOf(it.change));
      case 'leaveInDoubt':
        return ledger.leaveInDoubt(held[at(it.who)].lease, intentOf(it.change));
      case 'conclude': {
        const outcome = { status: it.status, reasons: [], at: time.now };
        const what = intentOf(it.change);
        return ledger.conclude(held[at(it.who)], what, outcome, marksOf(it.change, it.marks), it.keep);
      }
      case 'rollBack': {
        const outcome = { status: 'failed' as const, reasons: ['not-verified'], at: time.now };
        const [what, back] = [intentOf(it.change), { ...intentOf(it.back), undoes: `c-${it.change}` }];
        return ledger.rollBack(held[at(it.who)], what, outcome, marksOf(it.change, it.marks), back);
      }
      case 'release':
        return ledger.release(held[at(it.who)].lease);
      case 'wait':
        time.now += it.ms;
        return undefined;
      case 'hold':
        return ledger.hold(fs, it.subject, { ...hold, at: it.at });
      case 'releaseHold':
        return ledger.releaseHold(fs, it.subject, it.at);
      case 'spend':
        return ledger.spend(`c-${it.change}`, START, it.limit);
      case 'giveBack':
        return ledger.giveBack(`c-${it.change}`, START);
      case 'closeGate':
        return ledger.closeGate('test', it.at);
      case 'openGate':
        return ledger.openGate(it.version, it.at);
      case 'tryOut': {
        const changeId = it.change === undefined ? {} : { changeId: `c-${it.change}` };
        const known = it.isStale ? {} : await ledger.gate();
        return ledger.tryOut({ policyVersion: it.version, limit: it.limit, ...changeId }, known);
      }
      case 'keepGood': {
        const all = new Map(it.of.map((id) => [id, new Map([[mt, goodOf(it.n)]])]));
        return ledger.keepGood(all, new Set([fs, otherFs]), it.at);
      }
      case 'knownGood': {
        const { sweptAt, of } = await ledger.knownGood(it.of);
        return [sweptAt, ...(it.of === 'all' ? [fs, otherFs] : [it.of]).map(of)];
      }
      case 'beginSurvey': {
        const survey = await ledger.beginSurvey(LEASE_MS);
        if (!survey) return undefined;
        surveys[at(it.who)] = survey;
        return { ...survey, owner: 'somebody' };
      }
      case 'endSurvey':
        return ledger.endSurvey(surveys[at(it.who)], it.began, it.reached);
    }
  };

  const answers: unknown[] = [];
  for (const it of steps) answers.push(await answerTo(it));
  const { changes } = await ledger.history(fs, fs, 10);
  const between = await ledger.between(START, START + 1_000, 10);
  return [...answers, (await items()).map(comparable), changes, between.changes, await ledger.unfinished()];
};
