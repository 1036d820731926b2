import { columns, indented } from '../layout.ts';
import type { Look } from '../look.ts';
import { count, countPlaces } from '../say.ts';
import { gapsOf } from './gaps.ts';
import { governedOf, type Kind, kindWords, numbersOf, percent } from './kind.ts';
import { needs } from './needs.ts';
import type { Report } from './report.ts';

const shown: readonly (Kind | 'open')[] = [
  'compliant',
  'drifted',
  'refused',
  'open',
  'unmanaged',
  'exempt',
  'held',
  'unread',
];

/** A report in a few lines: the numbers, what needs a person, and how to read the rest. */
export const screenOf = (report: Report, { width, paint }: Look): string => {
  const { places, period, unread } = report;
  const its = numbersOf(places);
  const all = needs(report);
  const where = [...places.map(({ plan }) => plan), ...unread];
  const numbers = columns(shown.map((kind) => [`  ${kindWords[kind]}`, its[kind].toLocaleString('en')]));
  const gaps = gapsOf(report);
  const governed = governedOf(its);
  return [
    paint.title(
      where.length === 1
        ? `account ${where[0]?.account}   ${where[0]?.region}   ${period.from} to ${period.to}`
        : `${countPlaces(where.length)}   ${period.from} to ${period.to}`,
    ),
    '',
    ...numbers,
    '',
    governed === 0
      ? `${count(its.all, 'mount target')}, none governed by a rule.`
      : `${count(its.all, 'mount target')}, ${percent(its.compliant, governed)} of the governed compliant.`,
    '',
    ...(all.length > 0 ? [paint.title('What needs a person')] : unread.length === 0 ? ['Nothing needs a person.'] : []),
    ...columns(
      all.map(({ title, code, mountTargets }) => [`  ${mountTargets.toLocaleString('en')}`, title, paint.faint(code)]),
    ),
    ...(gaps.length > 0 ? ['', paint.title('What was not looked at')] : []),
    ...gaps.flatMap((it) => indented(it, 2, width)),
    '',
    `To read it all: ${paint.command('mountguard report --out report.html --open')}`,
  ]
    .map((line) => `${line}\n`)
    .join('');
};
