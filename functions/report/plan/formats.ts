import { printable } from '../../core/model/printable.ts';
import { csv } from '../csv.ts';
import { type SarifRule, sarifLog } from '../formats/sarif.ts';
import type { Renderers } from '../formats.ts';
import { json, jsonl } from '../json.ts';
import { escaped, table } from '../markdown.ts';
import { brief, count } from '../say.ts';
import { signed } from '../say-groups.ts';
import { blocksOf } from './blocks.ts';
import type { NamedGroup, PlanReport } from './plan-report.ts';
import { bodyOf, headOf, placesTable, type Showing } from './screen.ts';

const nameOf = ({ name, id }: NamedGroup): string => (name === null ? id : `${name} ${id}`);

const csvHead = [
  'account',
  'region',
  'file system',
  'name',
  'mount target',
  'zone',
  'ip',
  'vpc',
  'status',
  'reasons',
  'rule',
  'attached',
  'add',
  'remove',
  'explanation',
];

/** Every mount target of some plans, as a table. */
export const csvOfPlans = (plans: readonly PlanReport[]): string => {
  const groups = (all: readonly NamedGroup[]): string => all.map(nameOf).join('; ');
  const rows = plans.flatMap(({ account, region, results }) =>
    results.map(({ fileSystem, mountTarget, status, reasons, rule, attached, add, remove, explanation }) => [
      account,
      region,
      fileSystem.id,
      fileSystem.name,
      mountTarget.id,
      mountTarget.zone,
      mountTarget.ip,
      mountTarget.vpc,
      status,
      reasons.map(({ code }) => code).join('; '),
      rule?.name ?? null,
      groups(attached),
      groups(add),
      groups(remove),
      explanation,
    ]),
  );
  return csv(csvHead, rows);
};

const mdOf = (plan: PlanReport): string => {
  const { account, region, policy, summary, results } = plan;
  const rows = blocksOf(results.filter(({ status }) => status !== 'compliant' && status !== 'unmanaged')).map(
    ({ rows: [row, ...more] }) => [
      escaped(row.fileSystem.name ?? row.fileSystem.id ?? 'unknown'),
      more.length > 0 ? count(more.length + 1, 'mount target') : escaped(row.mountTarget.id ?? ''),
      row.status,
      signed(row, (it) => escaped(nameOf(it))).join('<br>'),
      [...row.reasons, ...row.warnings].map((it) => escaped(brief(it), 400)).join('<br>'),
    ],
  );
  const said = `**${summary.drifted} of ${count(summary.mountTargets, 'mount target')} to change**, ${summary.refused} refused, ${summary.failed + summary.deferred} not read, ${summary.unmanaged} governed by no rule, ${summary.compliant} compliant, ${summary.openToWorld} open to the world.`;
  return [
    `### mountguard: ${escaped(policy.uri)} ${policy.version.slice(0, 8)} on ${account} ${region}`,
    '',
    said,
    '',
    ...(rows.length > 0 ? [table(['file system', 'mount target', 'status', 'change', 'why'], rows)] : []),
    '',
  ].join('\n');
};

const sarifRules: readonly SarifRule[] = [
  { id: 'drifted', says: 'The security groups of a mount target are not those that its rule asks for.' },
  { id: 'refused', says: 'A mount target is not as its rule says, and the change is refused.' },
  { id: 'failed', says: 'A mount target could not be read.' },
  { id: 'deferred', says: 'A mount target cannot be judged yet.' },
];

const sarifOf = (plans: readonly PlanReport[]): string =>
  sarifLog(
    plans[0]?.mountguard ?? '',
    sarifRules,
    plans.flatMap(({ policy, results }) =>
      results
        .filter(({ status }) => sarifRules.some(({ id }) => id === status))
        .map((row) => ({
          ruleId: row.status,
          level: row.status === 'deferred' ? ('warning' as const) : ('error' as const),
          message: printable(
            `${row.fileSystem.name ?? row.fileSystem.id}, ${row.mountTarget.id}: ${row.explanation}`,
            2000,
          ),
          file: policy.uri,
          line: row.rule?.line ?? 1,
          fingerprint: [row.mountTarget.id ?? row.fileSystem.id, ...row.reasons.map(({ code }) => code)].join('/'),
        })),
    ),
  );

/** The forms of the plans of one or several accounts and Regions. */
export const planRenderers = (showing: Showing): Renderers<readonly PlanReport[]> => ({
  screen: (plans, look) =>
    [
      ...plans.map((it) => `${headOf(it, look, it.lastSweep)}${bodyOf(it, look, showing)}`),
      ...(plans.length > 1 ? [placesTable(plans, look)] : []),
    ].join('\n'),
  // One plan by itself; several as a list.
  json: (plans) => json(plans.length > 1 ? plans : plans[0]),
  jsonl: (plans) =>
    jsonl(
      plans.flatMap(({ account, region, at, policy, results }) =>
        results.map((row) => ({ account, region, at, policyVersion: policy.version, ...row })),
      ),
    ),
  csv: csvOfPlans,
  md: (plans) => plans.map(mdOf).join('\n'),
  sarif: sarifOf,
});
