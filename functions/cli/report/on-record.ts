import { TerminalError } from '../../core/model/errors.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import { together } from '../../engine/async/together.ts';
import type { Ledger, Standings } from '../../engine/ports/ledger.ts';
import type { ReportHold, ReportPlace } from '../../report/report/report.ts';
import { count } from '../../report/say.ts';
import type { Names } from '../orders/names.ts';
import { named } from '../orders/read-history.ts';
import type { Period } from './period.ts';

/** Changes of one account and Region that a report has at most. */
const mostChanges = 2_000;

const iso = (at: number): string => new Date(at).toISOString();

/** The holds of file systems that are not over; what cannot be read of them is said. */
const holdsIn = (
  standings: Standings,
  ids: readonly FileSystemId[],
  names: Names,
  now: number,
): { readonly holds: readonly ReportHold[]; readonly faults: readonly string[] } => {
  const faults: string[] = [];
  const holds = ids.flatMap((id): readonly ReportHold[] => {
    try {
      return [...standings.record(id).holds]
        .filter(([, { until }]) => until > now)
        .map(([on, { by, reason, until }]) => ({ id: on, name: names.fileSystem(id), by, reason, until: iso(until) }));
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      faults.push(`${error.message}.`);
      return [];
    }
  });
  return { holds, faults };
};

/** What the record has of an account and Region in a period, with the names of now. */
export const onRecord = async (
  ledger: Pick<Ledger, 'read' | 'between' | 'days'>,
  ids: readonly FileSystemId[],
  names: Names,
  { from, to }: Period,
): Promise<Pick<ReportPlace, 'changes' | 'days' | 'holds' | 'notLookedAt'>> => {
  const [history, days, standings] = await together([
    ledger.between(from, to, mostChanges),
    ledger.days(from, to),
    ledger.read(ids),
  ]);
  const { holds, faults } = holdsIn(standings, ids, names, to);
  const cut = `There are more than ${count(mostChanges, 'change')}: only the newest are reported. A shorter --period has them all.`;
  return {
    changes: named(names, history.changes),
    days,
    holds,
    notLookedAt: [...(history.more ? [cut] : []), ...(history.unreadable ?? []).map((it) => `${it}.`), ...faults],
  };
};
