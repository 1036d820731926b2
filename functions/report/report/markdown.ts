import { sayWhy } from '../history/say-change.ts';
import { escaped, table as tableOf } from '../markdown.ts';
import type { PlanRow } from '../plan/plan-report.ts';
import { count } from '../say.ts';
import { signed } from '../say-groups.ts';
import { changesOf } from './changes.ts';
import { daysOfAll, sayCompliance } from './days.ts';
import { gapsOf } from './gaps.ts';
import { governedOf, numbersOf, percent } from './kind.ts';
import { leftAlone } from './left-alone.ts';
import { type Need, needs } from './needs.ts';
import type { Report } from './report.ts';
import { ungoverned } from './ungoverned.ts';

/** Rows of a table. */
const most = 50;

const name = (id: string | null, its: string | null): string => escaped(its ?? id ?? 'unknown');

const change = (row: Pick<PlanRow, 'add' | 'remove'>): string => signed(row, (it) => name(it.id, it.name)).join('<br>');

const section = (title: string, ...parts: readonly string[]): readonly string[] => [`## ${title}`, '', ...parts, ''];

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? 'None.' : tableOf(head, rows).trimEnd();

const cut = (all: readonly unknown[]): readonly string[] =>
  all.length > most ? ['', `And ${all.length - most} more.`] : [];

const needOf = ({ title, code, blocks, mountTargets, runbook }: Need): readonly string[] => [
  `### ${title}: ${count(mountTargets, 'mount target')} (${code})`,
  '',
  ...(runbook === null ? [] : [`Runbook: ${runbook}`]),
  '',
  table(
    ['account, Region', 'file system', 'mount targets', 'change', 'why', 'what you can do'],
    blocks.slice(0, most).map(({ place: { plan }, rows, text, losers, ways }) => [
      `${plan.account} ${plan.region}`,
      name(rows[0].fileSystem.id, rows[0].fileSystem.name),
      rows
        .slice(0, 3)
        .map(({ mountTarget: { id } }) => id ?? 'all')
        .join('<br>') + (rows.length > 3 ? `<br>and ${rows.length - 3} more` : ''),
      change(rows[0]),
      escaped(losers === null ? text : `${losers} would lose access: ${text}`, 600),
      ways.map(({ what, how }) => escaped(`${what}: ${how}`, 400)).join('<br>'),
    ]),
  ),
  ...cut(blocks),
  '',
];

/** A report as Markdown, for a ticket or a wiki. */
export const markdownOf = (report: Report): string => {
  const { places, period, at, unread } = report;
  const its = numbersOf(places);
  const governed = governedOf(its);
  const days = daysOfAll(report).flatMap(({ found }) => (found ? [found] : []));
  const all = needs(report);
  const changes = changesOf(report);
  const without = ungoverned(report);
  const gaps = gapsOf(report);
  const where = [...places.map(({ plan }) => plan), ...unread].map(({ account, region }) => `${account} ${region}`);
  return [
    `# mountguard report: ${where.slice(0, 3).join(', ')}${where.length > 3 ? ` and ${where.length - 3} more` : ''}`,
    '',
    `Made ${at} for ${period.from} to ${period.to}. ${gaps.length === 0 ? 'Every mount target was read.' : `Not complete: ${count(gaps.length, 'gap')}.`}`,
    '',
    table(
      ['compliant', 'drifted', 'refused', 'open to the world', 'unmanaged', 'exempt', 'held', 'not read'],
      [
        [
          `${its.compliant} (${percent(its.compliant, governed)} of the governed)`,
          ...[its.drifted, its.refused, its.open, its.unmanaged, its.exempt, its.held, its.unread].map(String),
        ],
      ],
    ),
    '',
    ...section(
      'What needs a person',
      ...unread.map((it) => `- ${escaped(`${it.account} ${it.region} could not be read: ${it.why}`, 600)}`),
      '',
      ...(all.length + unread.length === 0 ? ['Nothing.'] : all.flatMap(needOf)),
    ),
    ...section(
      'Compliance by day',
      table(
        ['day', 'compliance', 'drifted', 'refused', 'held', 'unmanaged', 'changes'],
        days
          .toReversed()
          .map((it) => [
            it.day,
            sayCompliance(it),
            ...[it.drifted, it.refused, it.held, it.unmanaged, it.fixed].map(String),
          ]),
      ),
    ),
    ...section(
      `Changes: ${changes.length}`,
      table(
        ['when', 'file system', 'change', 'who and why', 'ended'],
        changes.slice(0, most).map(({ change: it }) => {
          return [
            it.at,
            name(it.fileSystem.id, it.fileSystem.name),
            change(it),
            escaped(sayWhy(it, [])),
            escaped([it.status, ...it.reasons].join(' ')),
          ];
        }),
      ),
      ...cut(changes),
    ),
    ...section(
      `File systems that no rule governs: ${without.length}`,
      table(
        ['file system', 'mount targets', 'nearest rule'],
        without
          .slice(0, most)
          .map(({ rows }) => [
            name(rows[0].fileSystem.id, rows[0].fileSystem.name),
            `${rows.length}`,
            escaped(rows[0].nearest === null ? 'none' : `${rows[0].nearest}.`, 400),
          ]),
      ),
      ...cut(without),
    ),
    ...section(
      'Exemptions and holds',
      table(
        ['what', 'is', 'reason', 'until', 'days left'],
        leftAlone(report).map(({ id, name: its, is, by, reason, until, days: left }) => [
          name(id, its),
          is === 'held' ? `held by ${escaped(by)}` : is,
          escaped(reason),
          until,
          left < 0 ? 'over' : `${left}`,
        ]),
      ),
    ),
    ...section(
      'What was not looked at',
      ...(gaps.length > 0 ? gaps.map((it) => `- ${escaped(it, 600)}`) : ['Nothing.']),
    ),
  ]
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n');
};
