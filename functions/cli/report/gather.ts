import { fileSystemId } from '../../core/model/ids.ts';
import type { Surveyed } from '../../engine/guards/judge-all.ts';
import type { PlanReport, PlanRow } from '../../report/plan/plan-report.ts';
import type { ReportPlace } from '../../report/report/report.ts';
import { count } from '../../report/say.ts';
import type { Cli } from '../cli.ts';
import type { Names } from '../orders/names.ts';
import { namesBeside } from '../orders/of-plan.ts';
import { isFiltered, isWanted } from '../plan/filter.ts';
import { groundOf, makePlan, summaryOf } from '../plan/make-plan.ts';
import { withCauses } from '../plan/who.ts';
import { ledgerOf } from '../session/deployment.ts';
import type { Session } from '../session/session.ts';
import { onRecord } from './on-record.ts';
import type { Period } from './period.ts';
import { sayNotSwept } from './say-not-swept.ts';

/** The names of what a survey saw, and of each mount target those of its file system. */
const namesIn = (surveyed: readonly Surveyed[], rows: readonly PlanRow[]): Names => {
  const groups = new Map<string, string>();
  for (const usable of new Set(surveyed.flatMap(({ basis }) => (basis ? [basis.live.usable] : []))))
    for (const { id, name } of usable) groups.set(id, name);
  return namesBeside(groups, rows);
};

/** What a plan left out, as sentences. */
const leftOut = (rows: readonly PlanRow[]): readonly string[] => {
  const unread = rows.filter(({ status }) => status === 'failed');
  return unread.length === 0
    ? []
    : [`${count(unread.length, 'mount target')} could not be read: see Not read in the table of every mount target.`];
};

/** What is asked of each account and Region. */
export interface Asked {
  readonly period: Period;
  /** Whether CloudTrail is asked who made the changes. */
  readonly who: boolean;
}

/** Reads an account and Region for a report: what stands there now, and what is on record of a period. Writes nothing. */
export const placeOf = async (cli: Cli, session: Session, { period, who }: Asked): Promise<ReportPlace> => {
  const ground = await groundOf(cli, session);
  const { report: whole, preview } = await makePlan(cli, ground, []);
  const { policy, text, lines } = ground.read;
  const names = namesIn(preview.surveyed, whole.results);
  const results = whole.results.filter(isWanted(cli.globals));
  const ids = [...new Set(results.flatMap(({ fileSystem: { id } }) => fileSystemId(id ?? '') ?? []))];
  const recorded =
    'deployment' in ground.deployed
      ? await onRecord(ledgerOf(ground.deployed.deployment, session), ids, names, period)
      : { changes: [], days: [], holds: [], notLookedAt: [`Changes, days and holds: ${ground.deployed.none}.`] };
  const some = isFiltered(cli.globals)
    ? [`Only ${count(results.length, 'mount target')} of ${whole.results.length} were asked for.`]
    : [];
  const plan: PlanReport = { ...whole, results, summary: summaryOf(results), calls: Object.fromEntries(session.calls) };
  return {
    plan: who ? await withCauses(cli, session, plan) : plan,
    policyText: text,
    policySha256: policy.version,
    rules: policy.rules.map(({ name, match, mode }) => ({ name, match, mode, line: lines.get(name) ?? null })),
    exemptions: policy.exemptions.map(({ covers, until, reason }) => ({
      id: covers,
      name:
        results.find((row) => row.fileSystem.id === covers || row.mountTarget.id === covers)?.fileSystem.name ?? null,
      reason,
      until,
    })),
    ...recorded,
    notLookedAt: [...sayNotSwept(session), ...leftOut(results), ...some, ...recorded.notLookedAt],
  };
};
