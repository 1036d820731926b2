import { complianceOf, daysOfAll, sayCompliance } from '../report/days.ts';
import { percent } from '../report/kind.ts';
import type { Report } from '../report/report.ts';
import { count } from '../say.ts';
import { html, type Markup, type Part } from './markup.ts';
import { section, table } from './pieces.ts';

const size = { width: 960, left: 52, right: 60, top: 14, line: 150, gap: 34, bars: 46, bottom: 26 };
const height = size.top + size.line + size.gap + size.bars + size.bottom;

type Days = ReturnType<typeof daysOfAll>;

/** The lower end of the axis: far enough down for the lowest day, and a round number. */
const floorOf = (rates: readonly number[]): number => {
  const lowest = Math.min(1, ...rates);
  return [0.99, 0.95, 0.9, 0.8, 0.5, 0].find((it) => it <= lowest - (1 - lowest) * 0.05) ?? 0;
};

const round = (n: number): number => Math.round(n * 10) / 10;

/** Days side by side, as pieces of a line: it is broken where a day has no counts. */
const pieces = (days: Days): readonly (readonly number[])[] => {
  const all: number[][] = [[]];
  for (const [n, { found }] of days.entries())
    if (found && complianceOf(found) !== undefined) all.at(-1)?.push(n);
    else if (all.at(-1)?.length) all.push([]);
  return all.filter(({ length }) => length > 0);
};

const drawing = (days: Days): Markup => {
  const plot = size.width - size.left - size.right;
  const step = plot / days.length;
  const x = (n: number): number => round(size.left + (n + 0.5) * step);
  const rate = (n: number): number => {
    const found = days[n]?.found;
    return (found && complianceOf(found)) ?? 0;
  };
  const known = pieces(days);
  const floor = floorOf(known.flat().map(rate));
  const y = (r: number): number => round(size.top + (1 - (r - floor) / (1 - floor)) * size.line);
  const base = size.top + size.line + size.gap + size.bars;
  const most = Math.max(1, ...days.map(({ found }) => found?.fixed ?? 0));
  const ticks = [1, (1 + floor) / 2, floor];
  const last = known.at(-1)?.at(-1);
  const every = Math.ceil(days.length / 8);
  const line = (y1: number, kind: string): Markup =>
    html`<line class="${kind}" x1="${size.left}" x2="${size.width - size.right}" y1="${y1}" y2="${y1}"/>`;
  return html`${ticks.map((it) => html`${line(y(it), 'grid')}<text x="${size.left - 8}" y="${y(it) + 4}" class="end">${round(it * 100)} %</text>`)}${known.map(
    (piece) => {
      const points = piece.map((n) => `${x(n)},${y(rate(n))}`).join(' ');
      const [from = 0] = piece;
      const to = piece.at(-1) ?? from;
      return html`<polygon class="area" points="${x(from)},${y(floor)} ${points} ${x(to)},${y(floor)}"/><polyline class="rate" points="${points}"/>${
        piece.length === 1 && html`<circle class="dot" cx="${x(from)}" cy="${y(rate(from))}" r="3"/>`
      }`;
    },
  )}${last !== undefined && html`<circle class="dot" cx="${x(last)}" cy="${y(rate(last))}" r="4"/><text x="${x(last) + 10}" y="${y(rate(last)) + 4}" class="now">${percent(rate(last), 1)}</text>`}${line(base, 'axis')}<text x="${size.left}" y="${base - size.bars - 8}" class="sub">Changes made, at most ${most} a day</text>${days.map(
    ({ found, day }, n) => {
      const tall = found && found.fixed > 0 ? Math.max(2, round((found.fixed / most) * size.bars)) : 0;
      return html`${!found && html`<rect class="none" x="${round(x(n) - step / 2)}" y="${size.top}" width="${round(step)}" height="${size.line}"/>`}${
        tall > 0 &&
        html`<rect class="bar" x="${round(x(n) - step * 0.35)}" y="${round(base - tall)}" width="${round(step * 0.7)}" height="${tall}"/>`
      }${(days.length - 1 - n) % every === 0 && html`<text x="${x(n)}" y="${base + 17}" class="day">${day.slice(5)}</text>`}`;
    },
  )}`;
};

/** Compliance by day, as a picture and as the table behind it. */
export const chart = (report: Report): Markup => {
  const days = daysOfAll(report);
  const found = days.flatMap((it) => (it.found ? [it.found] : []));
  const [first, last] = [found[0], found.at(-1)];
  const title = 'Compliance by day';
  if (!first || !last)
    return section(
      'days',
      title,
      null,
      html`<p class="nothing">No counts are on record for these days. Sweeps of a deployment record them.</p>`,
    );
  const missing = days.length - found.length;
  const fixed = found.reduce((total, it) => total + it.fixed, 0);
  const made = `${count(fixed, 'change')} ${fixed === 1 ? 'was' : 'were'} made`;
  const said =
    first === last
      ? `On ${last.day}, compliance of the governed mount targets was ${sayCompliance(last)}; ${made}.`
      : `From ${first.day} to ${last.day}, compliance of the governed mount targets went from ${sayCompliance(first)} to ${sayCompliance(last)}; ${made}.`;
  const partial = report.places.length > 1;
  const rows: readonly (readonly Part[])[] = found
    .toReversed()
    .map((it) => [
      it.day,
      sayCompliance(it),
      it.compliant,
      it.drifted,
      it.refused,
      it.held,
      it.unmanaged,
      it.fixed,
      ...(partial ? [it.places] : []),
    ]);
  return section(
    'days',
    title,
    null,
    html`<p class="lead">${said}${missing > 0 && ` ${missing} of ${days.length} days have no counts, and are hatched.`}</p><figure tabindex="0"><svg class="chart" viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${said}"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>${drawing(days)}</svg></figure><details><summary>The same as a table</summary>${table(
      'Compliance by day',
      [
        'Day',
        'Compliance',
        'Compliant',
        'Drifted',
        'Refused',
        'Held',
        'Unmanaged',
        'Changes',
        ...(partial ? ['Places'] : []),
      ],
      rows,
      'tight',
    )}</details>`,
  );
};
