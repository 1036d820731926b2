import type { Decision } from '../../core/model/decision.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Policy } from '../../core/model/policy.ts';
import { NOWHERE } from '../../core/nfs/cut-off.ts';
import { judging, type Question, together } from '../../core/nfs/judging.ts';
import { knownClients } from '../../core/nfs/known-clients.ts';
import { UNRECORDED } from '../../core/nfs/known-good.ts';
import type { RulesOfGroups } from '../../core/nfs/reach.ts';
import type { WrittenSources } from '../../core/nfs/written-sources.ts';
import { cutShort } from '../findings/fault.ts';
import { report, reportJudged } from '../findings/report.ts';
import type { Journal } from '../ports/journal.ts';
import type { FileSystemRecord, KnownGood } from '../ports/ledger.ts';
import type { Clock } from '../ports/ports.ts';
import { type ClientReader, clientsAt } from './affected-clients.ts';
import { toBeWritten } from './drift.ts';
import { protectionFrom } from './protection.ts';

/** What was decided of one mount target, before the guards have seen it; a finding where nothing could be decided. */
export type Decided = { readonly live: LiveState; readonly decision: Decision } | { readonly finding: Finding };

/** What a survey found of one mount target, and whether the policy would have it written. */
export interface Surveyed {
  readonly finding: Finding;
  readonly toBeWritten: boolean;
  /** What the set lets in that is attached, where it satisfies the policy. */
  readonly lets?: WrittenSources;
}

/** What is on record of file systems, as far as it can be read: a file system whose record cannot be understood has none. */
export interface OnRecord {
  readonly known: KnownGood;
  records(ids: readonly FileSystemId[]): Promise<(id: FileSystemId) => FileSystemRecord | undefined>;
}

/**
 * Shows every decision to the guards. The records, and the affected clients, of all of them are read at once. When that fails,
 * drift that takes access from a source ends in a fault; other decisions are judged all the same.
 */
export const judgeAll = async (
  { reader, journal, clock }: { readonly reader: ClientReader; readonly journal: Journal; readonly clock: Clock },
  policy: Policy,
  all: readonly Decided[],
  rules: RulesOfGroups,
  { known, records }: OnRecord,
): Promise<readonly Surveyed[]> => {
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
    return { ...it, protection: protectionFrom(known, record, live, decision.rule, policy, clock.now()) };
  });
  const asking = protectedQuestions.map((it) => ({ it, asked: 'live' in it ? asks(it) : NOWHERE }));
  const read = await clientsAt(reader, together(asking.map(({ asked }) => asked))).then(
    (clients) => ({ clients }),
    (error: unknown) => ({ clients: knownClients([]), error }),
  );
  const judge = by(read.clients);
  return asking.map(({ it, asked }) => {
    if ('finding' in it) return { finding: it.finding, toBeWritten: false };
    const { live, decision } = it;
    if ('error' in read && Object.values(asked).some(({ length }) => length > 0)) {
      const found = report(live.mountTarget, live, decision, policy);
      return { finding: cutShort(journal, found, read.error), toBeWritten: false };
    }
    const judged = judge(it);
    return {
      finding: reportJudged(live, judged, policy),
      toBeWritten: toBeWritten(judged.decision),
      ...(judged.decision.status === 'compliant' && { lets: judged.lets }),
    };
  });
};
