import { decide } from '../../core/decide/decide.ts';
import { explain } from '../../core/decide/explain.ts';
import { policyAt } from '../../core/decide/policy-at.ts';
import type { Policy } from '../../core/model/policy.ts';
import { type Reason, sayReasons } from '../../core/model/reason.ts';
import { judging } from '../../core/nfs/judging.ts';
import { protectionBy } from '../../core/nfs/known-good.ts';
import { nfsReach } from '../../core/nfs/reach.ts';
import { writeSources } from '../../core/nfs/written-sources.ts';
import type { Expected, PolicyTest } from '../../policy/tests/policy-test.ts';
import { expectable } from '../../policy/tests/policy-test.ts';
import { ownPlace, type Stage } from './stage.ts';

/** What came of a test, as it would be expected, and why. */
export interface Got extends Expected {
  readonly says: string;
}

const hour = 3_600_000;

/** Whom the change may not hurt: what was good an hour ago, where the test says so. */
const protectionIn = ({ rules, idOf }: Stage, { lastGood }: PolicyTest, { version, safety }: Policy, now: number) => {
  const lets = writeSources(nfsReach((lastGood ?? []).map(idOf), rules).sources);
  const spans = lastGood ? [{ lets, from: now - 2 * hour, to: now - hour, policyVersion: version }] : [];
  return protectionBy(
    { spans, ...(lastGood && { driftSince: now - hour }) },
    { policyVersion: version, undoWithinMs: safety.clients.undoWithinMs, now, sweptAt: now - hour, isFresh: false },
  );
};

const statusOf = (status: string): Expected['status'] => {
  const found = expectable.find((it) => it === status);
  if (found === undefined) throw new Error(`a test cannot come to ${status}`);
  return found;
};

const warningsOf = (warnings: readonly Reason[]): string =>
  warnings.length > 0 ? ` Warning: ${sayReasons(warnings)}.` : '';

/** Plays one test on the decision and the guards of the functions. */
export const runTest = (stage: Stage, test: PolicyTest, whole: Policy, today: number): Got => {
  const policy = policyAt(whole, { ...ownPlace, ...test.within }, test.within);
  const now = test.at ?? today;
  const live = stage.live(test);
  const decided = decide(live, policy, now);
  const question = { live, decision: decided, protection: protectionIn(stage, test, policy, now) };
  const { decision, warnings, openings } = judging(stage.rules, policy).by(stage.clients(test)).judge(question);
  const keys = (ids: readonly Parameters<Stage['keyOf']>[0][]) => ids.map(stage.keyOf);
  return {
    status: statusOf(decision.status),
    ...('rule' in decision && { rule: decision.rule }),
    ...(decision.status === 'drifted' && { add: keys(decision.add), remove: keys(decision.remove) }),
    ...('reasons' in decision && { reason: [...new Set(decision.reasons.map(({ code }) => code))] }),
    says: stage.withoutIds(explain(decision, live, policy) + warningsOf([...openings, ...warnings])),
  };
};

const same = (a: readonly string[], b: readonly string[] = []): boolean =>
  a.length === b.length && a.every((it) => b.includes(it));

const list = (all: readonly string[] = []): string => (all.length === 0 ? 'nothing' : all.join(', '));

/** How a test came out otherwise than it says; nothing where it passed. */
export const missesOf = ({ expect }: PolicyTest, got: Got): readonly string[] => {
  const of = ({ status, reason = [] }: Expected): string => [status, ...reason].join(' ');
  if (expect.status !== got.status || !(expect.reason ?? []).every((it) => got.reason?.includes(it)))
    return [`expected ${of(expect)}, got ${of(got)}`];
  return [
    ...(expect.rule !== undefined && expect.rule !== got.rule
      ? [`expected rule ${expect.rule}, got ${got.rule ?? 'none'}`]
      : []),
    ...(expect.add && !same(expect.add, got.add) ? [`expected to add ${list(expect.add)}, got ${list(got.add)}`] : []),
    ...(expect.remove && !same(expect.remove, got.remove)
      ? [`expected to remove ${list(expect.remove)}, got ${list(got.remove)}`]
      : []),
  ];
};
