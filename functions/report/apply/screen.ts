import { printable } from '../../core/model/printable.ts';
import type { Renderers } from '../formats.ts';
import type { HistoryChange } from '../history/history-report.ts';
import { json, jsonl } from '../json.ts';
import { indented } from '../layout.ts';
import type { Look } from '../look.ts';
import { count } from '../say.ts';
import type { ApplyReport, Left } from './apply-report.ts';

/** How many ended in each way, such as `3 fixed, 1 refused`. */
const tally = (changes: readonly HistoryChange[]): string =>
  [...Map.groupBy(changes, ({ status }) => status)]
    .map(([status, { length }]) => `${length} ${printable(status)}`)
    .join(', ');

/** Characters of the bar. */
const barWidth = 26;

/** How far the work is, in one line. */
export const barOf = (ordered: number, changes: readonly HistoryChange[], next: Left | undefined): string => {
  const done = Math.min(ordered, changes.length);
  const filled = ordered === 0 ? barWidth : Math.round((done / ordered) * barWidth);
  const words = [
    `[${'='.repeat(filled)}${'-'.repeat(barWidth - filled)}]  ${done} of ${ordered}`,
    ...(changes.length > 0 ? [tally(changes)] : []),
    ...(ordered > done ? [`waiting ${ordered - done}`] : []),
    ...(next ? [`next: ${printable(next.name ?? next.mountTargetId)} ${next.zone ?? ''}`.trimEnd()] : []),
  ];
  return words.join('   ');
};

/** Mount targets that are named where several are left. */
const mostNamed = 5;

const leftOf = (left: readonly Left[], width: number): readonly string[] => {
  if (left.length === 0) return [];
  const ids = left.slice(0, mostNamed).map(({ mountTargetId }) => mountTargetId);
  const says = `${count(left.length, 'mount target')} without an outcome: changed by another caller meanwhile, refused, or not reached yet. Why: mountguard plan ${ids.join(' ')}${left.length > ids.length ? ' …' : ''}`;
  return indented(says, 0, width);
};

/** What is said at the end. */
const applyScreen = ({ plan, ordered, waited, changes, left }: ApplyReport, { width, paint }: Look): string => {
  const watch = `mountguard watch${plan ? ` --plan ${plan}` : ''}`;
  if (!waited) return `Ordered: ${count(ordered, 'change')}.  Follow it: ${paint.command(watch)}\n`;
  const fixed = changes.filter(({ status }) => status === 'fixed');
  const isAll = changes.length > 0 && fixed.length === changes.length;
  const target = plan ? `--plan ${plan}` : `--change ${fixed[0]?.changeId.slice(0, 8)}`;
  const undo = `mountguard revert ${target} --until 7d --reason "…"`;
  return [
    '',
    changes.length === 0 ? 'Nothing was changed.' : `${tally(changes)}${isAll ? ', each read back' : ''}.`,
    ...leftOf(left, width),
    ...(fixed.length > 0 ? [`Undo:  ${paint.command(undo)}`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
};

/** The forms of what came of a plan; its screen is the end of one that was written in parts. */
export const applyRenderers: Renderers<ApplyReport> = {
  screen: applyScreen,
  json,
  jsonl: ({ account, region, changes }) => jsonl(changes.map((change) => ({ account, region, ...change }))),
};
