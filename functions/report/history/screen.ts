import { printable } from '../../core/model/printable.ts';
import { grouped } from '../grouped.ts';
import { clip, columns, indented, pad, widthOf } from '../layout.ts';
import type { Look } from '../look.ts';
import { count, sayTime } from '../say.ts';
import { sayNamed } from '../say-groups.ts';
import type { HistoryChange, HistoryReport } from './history-report.ts';
import { sayEnd, sayGroups, sayOrder, sayWhy, shortId } from './say-change.ts';

/** Refusals that are shown. */
const mostRefused = 10;

/** The day and the time of an instant, by the clocks of a place. */
const placed = (timeZone: string) => {
  const of = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
  const [day, time] = [
    of({ day: 'numeric', month: 'short', year: 'numeric' }),
    of({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
  ];
  return { day: (iso: string) => day.format(new Date(iso)), time: (iso: string) => time.format(new Date(iso)) };
};

/** The letter and number by which people tell zones: `1a`. */
const zone = (name: string | null): string => name?.match(/\d[a-z]$/)?.[0] ?? name ?? '';

const colour = ({ paint }: Look, { status }: HistoryChange): ((text: string) => string) => {
  if (status === 'fixed') return paint.good;
  return status === 'failed' ? paint.bad : paint.change;
};

/** A change as a line of what is going on: time, ending, where, what, how long. */
export const outcomeLine = (change: HistoryChange, timeZone: string, look: Look): string => {
  const reasons = change.reasons.length > 0 && change.status !== 'fixed' ? `: ${change.reasons.join(', ')}` : '';
  const before = [
    placed(timeZone).time(change.at),
    colour(look, change)(pad(change.status, 8)),
    pad(clip(sayNamed(change.fileSystem), 22), 22),
    pad(zone(change.mountTarget.zone), 2),
  ].join('  ');
  const after = `${change.seconds.toFixed(1)} s`;
  const room = Math.max(12, look.width - widthOf(before) - widthOf(after) - 4);
  return `${before}  ${clip(`${sayGroups(change)}${reasons}`, room)}  ${after}`;
};

interface Row {
  readonly at: string;
  readonly cells: readonly string[];
  /** Instead of cells, where it is an order. */
  readonly order?: string;
  readonly paint: (text: string) => string;
}

const rowsOf = (report: HistoryReport, look: Look): readonly Row[] => {
  const changes = report.changes.map(
    (change): Row => ({
      at: change.at,
      cells: [
        shortId(change.changeId),
        clip(sayNamed(change.fileSystem), 24),
        zone(change.mountTarget.zone),
        clip(sayGroups(change), 44),
        clip(sayWhy(change, report.orders), 44),
        sayEnd(change),
      ],
      paint: colour(look, change),
    }),
  );
  const orders = report.orders.map(
    (order): Row => ({ at: order.at, cells: [], order: sayOrder(order), paint: look.paint.faint }),
  );
  return [...changes, ...orders].toSorted((a, b) => (a.at < b.at ? 1 : -1));
};

const head = ['change', 'file system', 'zone', 'what', 'why', 'ended'];

/** Rows below the line of their day. */
const table = (report: HistoryReport, look: Look): readonly string[] => {
  const { width, paint } = look;
  const { day, time } = placed(report.timeZone);
  const rows = rowsOf(report, look);
  const shown = rows.filter(({ order }) => order === undefined);
  const whole = columns([head, ...shown.map(({ cells }) => cells)]);
  // What was changed and why stand on a line of their own where there is no room.
  const isNarrow = whole.some((line) => widthOf(line) + 10 > width);
  const short = (cells: readonly string[]): readonly string[] => cells.filter((_, index) => index !== 3 && index !== 4);
  const lines = isNarrow ? columns([head, ...shown.map(({ cells }) => cells)].map(short)) : whole;
  const [heading = '', ...texts] = lines;
  const textOf = new Map(shown.map((row, index) => [row, texts[index] ?? '']));
  let last = '';
  return rows.flatMap((row, index) => {
    const today = `${day(row.at)} ${report.timeZone}`;
    const isFirst = index === 0;
    const dayLine = today === last ? [] : [...(isFirst ? [] : ['']), paint.title(today)];
    last = today;
    const headLine = isFirst && shown.length > 0 ? [paint.faint(`${' '.repeat(10)}${heading}`)] : [];
    const text = textOf.get(row);
    const at = time(row.at);
    if (text === undefined) {
      const [first = '', ...more] = indented(row.order ?? '', 10, width);
      return [...dayLine, ...headLine, `${at}  ${paint.faint(first.trimStart())}`, ...more.map(paint.faint)];
    }
    const [, , , what = '', why = ''] = row.cells;
    const end = sayEndPainted(text, row);
    return [...dayLine, ...headLine, `${at}  ${end}`, ...(isNarrow ? indented(`${what}   ${why}`, 10, width) : [])];
  });
};

const sayEndPainted = (text: string, { cells, paint }: Row): string => {
  const end = cells.at(-1) ?? '';
  return text.endsWith(end) && end !== '' ? `${text.slice(0, -end.length)}${paint(end)}` : text;
};

/** How to ask for what is not told. */
export const sayMore = ({ until }: NonNullable<HistoryReport['more']>): string =>
  `There are older ones: add --until ${until}, or raise --limit.`;

const summaryOf = ({ changes, orders, refused, more }: HistoryReport): string => {
  const fixed = changes.filter(({ status }) => status === 'fixed').length;
  const rest = changes.length - fixed;
  const words = [
    count(changes.length, 'change'),
    ...(rest > 0 ? [`${rest} of them not fixed`] : []),
    ...(orders.length > 0 ? [count(orders.length, 'order')] : []),
    ...(refused.length > 0 ? [`${count(refused.length, 'mount target')} refused`] : []),
  ];
  return `${words.join(', ')}.${more ? `  ${sayMore(more)}` : ''}`;
};

/** What to type to undo what is shown. */
const undoing = ({ changes, since, about }: HistoryReport, { width, paint }: Look): readonly string[] => {
  const undone = new Set(changes.map(({ undoes }) => undoes));
  const newest = changes.find(
    ({ status, undoes, changeId }) => status === 'fixed' && undoes === null && !undone.has(changeId),
  );
  if (!newest) return [];
  const end = '--until 7d --reason "…"';
  const one = `mountguard revert --change ${shortId(newest.changeId)} ${end}`;
  const all = `mountguard revert --since ${since} ${end}`;
  const lines = [`Undo one:  ${paint.command(one)}`, ...(about === null ? [`Undo all:  ${paint.command(all)}`] : [])];
  return lines.flatMap((line) => (widthOf(line) <= width ? [line] : indented(line, 0, width)));
};

/** What has been refused for how long, the same of a file system in one line, and what to type to know why. */
const refusedOf = ({ refused, about }: HistoryReport, { width, paint }: Look): readonly string[] => {
  const all = grouped(refused, ({ fileSystem, since, reasons }) => [fileSystem.id, since, ...reasons].join());
  const shown = all.slice(0, mostRefused);
  const [only] = all;
  if (!only) return [];
  const rows = columns(
    shown.map((its) => [
      `refused since ${sayTime(its[0].since)}`,
      clip(sayNamed(its[0].fileSystem), 24),
      its.map(({ mountTarget }) => zone(mountTarget.zone)).join(', '),
      its[0].reasons.join(', '),
    ]),
  );
  const rest = all.length - shown.length;
  const why =
    all.length === 1 ? `mountguard explain ${about ?? only[0].fileSystem.id}` : 'mountguard plan --status refused';
  return [
    ...shown.flatMap((its, index) => [
      ...indented(paint.bad(rows[index] ?? ''), 0, width),
      ...(about === null ? [] : indented(printable(its[0].says, 400), 2, width)),
    ]),
    ...(rest > 0 ? [`and ${count(rest, 'more file system')}`] : []),
    ...indented(`Why:  ${paint.command(why)}`, 0, width),
    '',
  ];
};

/** What is on record, for a person to read. */
export const historyScreen = (report: HistoryReport, look: Look): string => {
  const { width, paint } = look;
  const { holds, unreadable, changes, orders } = report;
  const isEmpty = changes.length + orders.length === 0;
  const span = report.about === null ? `since ${report.from.slice(0, 16).replace('T', ' ')} UTC` : `of ${report.about}`;
  return [
    ...(isEmpty ? [`Nothing is on record ${span}.`] : table(report, look)),
    ...(isEmpty && report.refused.length === 0 ? [] : ['']),
    ...refusedOf(report, look),
    ...holds.flatMap(({ id, until, by, reason }) =>
      indented(
        `held: ${id} until ${until} by ${printable(by)}: ${printable(reason)}; mountguard release ${id} --reason "…"`,
        0,
        width,
      ),
    ),
    ...unreadable.flatMap((it) => indented(paint.bad(`not readable: ${it}`), 0, width)),
    ...(isEmpty ? [] : [summaryOf(report), ...undoing(report, look)]),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
};
