import type { Decision } from '../../core/model/decision.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Policy } from '../../core/model/policy.ts';
import { NOWHERE } from '../../core/nfs/cut-off.ts';
import { judging, together } from '../../core/nfs/judging.ts';
import { knownClients } from '../../core/nfs/known-clients.ts';
import type { RulesOfGroups } from '../../core/nfs/reach.ts';
import { cutShort } from '../findings/fault.ts';
import { report } from '../findings/report.ts';
import type { Journal } from '../ports/journal.ts';
import { type ClientReader, clientsAt } from './affected-clients.ts';
import { toBeWritten } from './drift.ts';

/** What was decided of one mount target, before the guards have seen it; a finding where nothing could be decided. */
export type Decided = { readonly live: LiveState; readonly decision: Decision } | { readonly finding: Finding };

/** What a survey found of one mount target, and whether the policy would have it written. */
export interface Surveyed {
  readonly finding: Finding;
  readonly toBeWritten: boolean;
}

/**
 * Shows every decision to the guards. The affected clients of all of them are read at once. When that fails, drift that
 * takes access from a source ends in a fault; other decisions are judged all the same.
 */
export const judgeAll = async (
  { reader, journal }: { readonly reader: ClientReader; readonly journal: Journal },
  policy: Policy,
  all: readonly Decided[],
  rules: RulesOfGroups,
): Promise<readonly Surveyed[]> => {
  const { asks, by } = judging(rules, policy);
  const asking = all.map((it) => ({ it, asked: 'live' in it ? asks(it.live, it.decision) : NOWHERE }));
  const known = await clientsAt(reader, together(asking.map(({ asked }) => asked))).then(
    (clients) => ({ clients }),
    (error: unknown) => ({ clients: knownClients([], []), error }),
  );
  const judge = by(known.clients);
  return asking.map(({ it, asked }) => {
    if ('finding' in it) return { finding: it.finding, toBeWritten: false };
    const { live, decision } = it;
    if ('error' in known && asked.groups.length + asked.vpcs.length > 0) {
      const found = report(live.mountTarget, live, decision, policy);
      return { finding: cutShort(journal, found, known.error), toBeWritten: false };
    }
    const judged = judge(live, decision);
    const said = [...judged.openings, ...judged.warnings];
    const finding = report(live.mountTarget, live, judged.decision, policy, said);
    return { finding, toBeWritten: toBeWritten(judged.decision) };
  });
};
