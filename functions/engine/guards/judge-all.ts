import type { Decision } from '../../core/model/decision.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import { type Policy, safetyOf } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import type { Contest, FlowVerdict } from '../../core/nfs/flow-evidence.ts';
import { judging, type Question, together } from '../../core/nfs/judging.ts';
import { knownClients } from '../../core/nfs/known-clients.ts';
import { UNRECORDED } from '../../core/nfs/known-good.ts';
import type { RulesOfGroups } from '../../core/nfs/reach.ts';
import { NOWHERE } from '../../core/nfs/whereabouts.ts';
import type { WrittenSources } from '../../core/nfs/written-sources.ts';
import { atMost } from '../async/at-most.ts';
import { together as everything } from '../async/together.ts';
import { cutShort } from '../findings/fault.ts';
import { report, reportJudged } from '../findings/report.ts';
import type { Journal } from '../ports/journal.ts';
import type { KnownGood } from '../ports/ledger.ts';
import type { FileSystemRecord } from '../ports/record/file-system.ts';
import { type ClientReader, clientsAt } from './affected-clients.ts';
import { toBeWritten } from './drift.ts';
import { type EvidencePorts, evidenceOn } from './flow-evidence.ts';
import { protectionFrom } from './protection.ts';

/** What was decided of one mount target, before the guards have seen it; a finding where nothing could be decided. */
export type Decided = { readonly live: LiveState; readonly decision: Decision } | { readonly finding: Finding };

/** What a finding stands on. */
export interface Basis {
  readonly live: LiveState;
  /** As it was before the guards saw it: drift also where they refuse it. */
  readonly decision: Decision;
  /** Why it is refused or put off. */
  readonly reasons: readonly Reason[];
  /** What is dangerous about it all the same. */
  readonly warnings: readonly Reason[];
}

/** What a survey found of one mount target, and whether the policy would have it written. */
export interface Surveyed {
  readonly finding: Finding;
  readonly toBeWritten: boolean;
  /** What the set lets in that is attached, where it satisfies the policy. */
  readonly lets?: WrittenSources;
  /** Absent where nothing could be decided. */
  readonly basis?: Basis;
}

/** What is on record of file systems, as far as it can be read: a file system whose record cannot be understood has none. */
export interface OnRecord {
  readonly known: KnownGood;
  records(ids: readonly FileSystemId[]): Promise<(id: FileSystemId) => FileSystemRecord | undefined>;
}

/** Contests about which one survey asks flow logs, and how many at once. */
const mostAsked = { all: 50, atOnce: 5 };

/** What flow logs say of the first contests of a survey; the rest is judged as without. */
const evidenceOnSome = async (
  ports: EvidencePorts,
  policy: Policy,
  all: readonly (Question | { readonly finding: Finding })[],
  contest: (question: Question) => Contest | undefined,
): Promise<ReadonlyMap<unknown, FlowVerdict | undefined>> => {
  if (!ports.flowLogs) return new Map();
  const limited = atMost(mostAsked.atOnce);
  const asked = all
    .values()
    .flatMap((it) => {
      const safety = 'live' in it && it.decision.status === 'drifted' ? safetyOf(policy, it.decision.rule) : undefined;
      const about = safety?.clients.flowLogs && 'live' in it ? contest(it) : undefined;
      return safety && about && 'live' in it ? [{ it, about, safety }] : [];
    })
    .take(mostAsked.all)
    .toArray();
  const answered = asked.map(({ it, about, safety }) =>
    limited(async () => [it, await evidenceOn(ports, it.live, about, safety)] as const),
  );
  return new Map(await everything(answered));
};

/**
 * Shows every decision to the guards. The records, and the affected clients, of all of them are read at once. When that fails,
 * drift that takes access from a source ends in a fault; other decisions are judged all the same.
 */
export const judgeAll = async (
  ports: EvidencePorts & { readonly reader: ClientReader; readonly journal: Journal },
  policy: Policy,
  all: readonly Decided[],
  rules: RulesOfGroups,
  { known, records }: OnRecord,
): Promise<readonly Surveyed[]> => {
  const { reader, journal, clock } = ports;
  const { asks, by } = judging(rules, policy);
  const questions = all.map((it) => ('finding' in it ? it : { ...it, protection: UNRECORDED }));
  const isContested = (
    it: (typeof questions)[number],
  ): it is Question & { readonly decision: { readonly status: 'drifted' } } =>
    'live' in it && it.decision.status === 'drifted' && asks(it) !== NOWHERE;
  const contested = questions.filter(isContested);
  const recordOf = await records([...new Set(contested.map(({ live }) => live.mountTarget.fileSystemId))]);
  const protectedQuestions = questions.map((it) => {
    if (!isContested(it)) return it;
    const { live, decision } = it;
    const record = recordOf(live.mountTarget.fileSystemId);
    return {
      ...it,
      protection: protectionFrom(known, record, live, decision.rule, policy, { now: clock.now(), isFresh: false }),
    };
  });
  const asking = protectedQuestions.map((it) => ({ it, asked: 'live' in it ? asks(it) : NOWHERE }));
  const read = await clientsAt(reader, together(asking.map(({ asked }) => asked))).then(
    (clients) => ({ clients }),
    (error: unknown) => ({ clients: knownClients([]), error }),
  );
  const { contest, judge } = by(read.clients);
  const evidence = await evidenceOnSome(ports, policy, protectedQuestions, contest);
  return asking.map(({ it, asked }) => {
    if ('finding' in it) return { finding: it.finding, toBeWritten: false };
    const { live, decision } = it;
    if ('error' in read && Object.values(asked).some(({ length }) => length > 0)) {
      const found = report(live.mountTarget, live, decision, policy);
      return { finding: cutShort(journal, found, read.error), toBeWritten: false };
    }
    const judged = judge(it, evidence.get(it));
    return {
      finding: reportJudged(live, judged, policy),
      toBeWritten: toBeWritten(judged.decision),
      basis: {
        live,
        decision,
        reasons: 'reasons' in judged.decision ? judged.decision.reasons : [],
        warnings: [...judged.openings, ...judged.warnings],
      },
      ...(judged.decision.status === 'compliant' && { lets: judged.lets }),
    };
  });
};
