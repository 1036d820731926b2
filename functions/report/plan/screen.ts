import { printable } from '../../core/model/printable.ts';
import type { Reason } from '../../core/model/reason.ts';
import { inCommands } from '../in-commands.ts';
import { columns, flow, indented } from '../layout.ts';
import type { Look } from '../look.ts';
import { count, sayAgo, sayCaller } from '../say.ts';
import { type Block, blocksOf, changeOf } from './blocks.ts';
import { drawBlock } from './draw-block.ts';
import type { PlanHead, PlanReport } from './plan-report.ts';

/** How much of a plan is shown. */
export interface Showing {
  /** Every block, also what is compliant. */
  readonly all: boolean;
  /** No block at all. */
  readonly summary: boolean;
  /** Something was filtered: what is shown was asked for. */
  readonly filtered: boolean;
  /** Whether it was asked who made the changes. */
  readonly who: boolean;
  /** Says what to do next, unless false. */
  readonly next?: boolean;
}

/** Blocks that are shown where not all are asked for. */
const mostBlocks = 20;

/** Where the plan was made, under which policy; the first thing that is shown. */
export const headOf = (head: PlanHead, { width, paint }: Look, lastSweep?: string | null): string => {
  const { policy, stack } = head;
  const swept = lastSweep ? `, last sweep ${sayAgo(lastSweep, head.at)}` : '';
  const where = 'name' in stack ? [`stack ${printable(stack.name)}${swept}`] : [];
  return [
    ...flow(
      [
        paint.title(`mountguard ${head.mountguard}`),
        `account ${head.account}`,
        head.region,
        `as ${sayCaller(head.caller)}`,
      ],
      width,
    ),
    ...flow([`policy ${printable(policy.uri, 200)}  ${policy.version.slice(0, 8)}  ${policy.mode}`, ...where], width),
    ...(policy.why === null ? [] : indented(printable(policy.why, 400), 2, width).map(paint.faint)),
    ...('none' in stack ? indented(stack.none, 0, width).map(paint.faint) : []),
    '',
  ]
    .map((line) => `${line}\n`)
    .join('');
};

/** What is said of blocks for which there was no room. */
const restOf = (rest: readonly Block[]): readonly string[] => {
  if (rest.length === 0) return [];
  const changes = Map.groupBy(rest, ({ rows: [row] }) => changeOf(row));
  const most = Math.max(...[...changes.values()].map(({ length }) => length));
  const same = most > 1 ? `, ${most.toLocaleString('en')} of them the same change` : '';
  return [`and ${rest.length.toLocaleString('en')} more${same}: --all`, ''];
};

const summaryOf = (report: PlanReport, look: Look): readonly string[] => {
  const { summary, results, calls, seconds, budget } = report;
  const drifted = results.filter(({ status }) => status === 'drifted');
  const inSystems = new Set(drifted.map(({ fileSystem }) => fileSystem.id)).size;
  const total = Object.values(calls).reduce((sum, n) => sum + n, 0);
  const parts = [
    ...(summary.drifted > 0
      ? [`${summary.drifted.toLocaleString('en')} to change in ${count(inSystems, 'file system')}`]
      : []),
    ...(['refused', 'failed', 'deferred', 'exempt', 'compliant'] as const)
      .filter((status) => summary[status] > 0)
      .map((status) => `${summary[status].toLocaleString('en')} ${status === 'failed' ? 'not read' : status}`),
    ...(summary.unmanaged > 0 ? [`${summary.unmanaged.toLocaleString('en')} governed by no rule`] : []),
  ];
  const isClean = summary.mountTargets > 0 && summary.compliant === summary.mountTargets;
  const said =
    summary.mountTargets === 0
      ? 'No mount target.'
      : isClean
        ? `${count(summary.mountTargets, 'mount target')}, all compliant.`
        : `${count(summary.mountTargets, 'mount target')}: ${parts.join(', ')}.`;
  const over = budget.changes > budget.allowed && report.fingerprint !== null;
  return [
    ...flow([said, `${count(total, 'call')}, ${seconds.toFixed(1)} s`], look.width).flatMap((it) =>
      indented(it, 0, look.width),
    ),
    ...(over
      ? indented(
          `${budget.changes.toLocaleString('en')} to change; a sweep may change ${budget.allowed}: it waits for a confirmation.`,
          0,
          look.width,
        )
      : []),
  ];
};

const unmanagedOf = ({ summary, results }: PlanReport, { width, paint }: Look): readonly string[] => {
  if (summary.unmanaged === 0) return [];
  const systems = new Set(results.filter(({ status }) => status === 'unmanaged').map(({ fileSystem }) => fileSystem.id))
    .size;
  const nearest = results.find((row) => row.nearest !== null)?.nearest;
  const of = systems > 0 ? ` in ${count(systems, 'file system')}` : '';
  const line = `${summary.unmanaged.toLocaleString('en')}${of} are governed by no rule: ${paint.command('mountguard plan --status unmanaged')}`;
  return [
    ...indented(line, 0, width),
    ...(nearest ? indented(`Nearest: ${nearest}.`, 2, width).slice(0, 2).map(paint.faint) : []),
    '',
  ];
};

/** Why nothing may be written, and what ends that: our own words speak of payloads, because functions say them. */
const stoppedBy = (
  { code, text, remedy }: Reason,
  fingerprint: string | null,
  { width, paint }: Look,
): readonly string[] => {
  const confirm =
    code === 'unconfirmed' && fingerprint !== null
      ? `To confirm this one: ${paint.command(`mountguard apply ${fingerprint}`)}`
      : inCommands(remedy ?? '');
  return indented(`${text.charAt(0).toUpperCase()}${text.slice(1)}.  ${confirm}`, 0, width);
};

/** What to do next. */
const nextOf = (
  { summary, policy, stack, fingerprint, budget, stopped }: PlanReport,
  { width, paint }: Look,
): readonly string[] => {
  if (summary.drifted === 0) return [];
  const nothing = 'Nothing was written.';
  if (stopped.length > 0) return stopped.flatMap((it) => stoppedBy(it, fingerprint, { width, paint }));
  if (budget.changes === 0 && policy.mode === 'audit')
    return indented(
      `${nothing}  The policy says audit: drift is reported, and changed only once it says enforce.`,
      0,
      width,
    );
  if (budget.changes === 0 || fingerprint === null) return [nothing];
  if ('none' in stack)
    return indented(`${nothing}  There is no deployment that could: see Deploy in the README.`, 0, width);
  return indented(`${nothing}  To do it: ${paint.command(`mountguard apply ${fingerprint}`)}`, 0, width);
};

/** What stands below the head of a plan. */
export const bodyOf = (report: PlanReport, look: Look, showing: Showing): string => {
  const quiet = showing.filtered ? [] : ['unmanaged', 'exempt', ...(showing.all ? [] : ['compliant'])];
  const rows = report.results.filter(
    (row) => !quiet.includes(row.status) || row.warnings.some(({ code }) => code === 'nfs-open-to-world'),
  );
  const blocks = showing.summary ? [] : blocksOf(rows);
  const most = showing.all ? blocks.length : mostBlocks;
  return [
    ...blocks.slice(0, most).flatMap((it) => drawBlock(it, look, showing.who)),
    ...restOf(blocks.slice(most)),
    ...(showing.filtered ? [] : unmanagedOf(report, look)),
    ...report.warnings.flatMap((it) => indented(`warning: ${it}`, 0, look.width)),
    ...(report.warnings.length > 0 ? [''] : []),
    ...summaryOf(report, look),
    ...(showing.next === false ? [] : nextOf(report, look)),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
};

/** Rows of a table for the summary of several places. */
export const placesTable = (reports: readonly PlanReport[], { paint }: Look): string => {
  const rows = reports.map(({ account, region, summary }) => [
    account,
    region,
    `${summary.mountTargets}`,
    `${summary.drifted}`,
    `${summary.refused}`,
    `${summary.failed + summary.deferred}`,
    `${summary.unmanaged}`,
    `${summary.compliant}`,
  ]);
  const head = ['account', 'Region', 'mount targets', 'to change', 'refused', 'not read', 'no rule', 'compliant'];
  const [first = '', ...lines] = columns([head, ...rows]);
  return [paint.title(first), ...lines].map((line) => `${line}\n`).join('');
};
