import { printable } from '../../core/model/printable.ts';
import { changeOf } from '../plan/blocks.ts';
import type { PlanReport, PlanRow } from '../plan/plan-report.ts';
import { count } from '../say.ts';

const say = ({ fileSystem, mountTarget }: PlanRow): string =>
  `${printable(fileSystem.name ?? fileSystem.id ?? '')} ${mountTarget.zone ?? mountTarget.id ?? ''}`.trimEnd();

/** Mount targets that are named in one list. */
const most = 3;

const list = (rows: readonly PlanRow[]): string =>
  `${rows.slice(0, most).map(say).join(', ')}${rows.length > most ? `, and ${rows.length - most} more` : ''}`;

const toChange = (results: readonly PlanRow[]): ReadonlyMap<string | null, PlanRow> =>
  new Map(results.filter(({ status }) => status === 'drifted').map((row) => [row.mountTarget.id, row]));

/** What differs between the plan that a person read and what would be done now, in sentences. */
export const sayStale = (read: PlanReport | undefined, now: PlanReport): string => {
  const anew =
    now.budget.changes === 0
      ? 'Nothing is to be done now.'
      : `New plan ${now.fingerprint}: read it with mountguard plan, then mountguard apply ${now.fingerprint}.`;
  if (!read)
    return `The account or the policy changed since that plan: it is now ${count(now.budget.changes, 'change')}. ${anew}`;
  if (read.account !== now.account || read.region !== now.region)
    return `That plan is of account ${read.account} ${read.region}, and this is ${now.account} ${now.region}: check --profile and --region.`;
  const [before, after] = [toChange(read.results), toChange(now.results)];
  const more = [...after].filter(([id]) => !before.has(id)).map(([, row]) => row);
  const fewer = [...before].filter(([id]) => !after.has(id)).map(([, row]) => row);
  const other = [...after].filter(([id, row]) => {
    const past = before.get(id);
    return past !== undefined && changeOf(past) !== changeOf(row);
  });
  const words = [
    ...(read.policy.version === now.policy.version ? [] : ['another policy']),
    ...(more.length > 0 ? [`${more.length} more to change (${list(more)})`] : []),
    ...(fewer.length > 0 ? [`${fewer.length} no more (${list(fewer)})`] : []),
    ...(other.length > 0 ? [`${other.length} to change otherwise (${list(other.map(([, row]) => row))})`] : []),
  ];
  return `The account changed since that plan: ${words.join(', ') || 'what is attached now is something else'}. ${anew}`;
};
