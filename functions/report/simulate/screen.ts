import { printable } from '../../core/model/printable.ts';
import { columns, indented } from '../layout.ts';
import type { Look } from '../look.ts';
import { count } from '../say.ts';
import { budgetOf, changeOf, exampleOf, kindsOf, mostKinds, saidOf, signsOf } from './say-shift.ts';
import type { Simulation } from './simulation.ts';

/** A simulation for a person to read. */
export const simulationScreen = (simulation: Simulation, { width, paint }: Look): string => {
  const { old, new: next, account, region, summary, results, failures, snapshot, warnings } = simulation;
  const kinds = kindsOf(results);
  const rows = kinds
    .slice(0, mostKinds)
    .map(({ first, count: n }) => [
      `${n}`,
      first.from.status,
      first.to.status,
      changeOf(first),
      exampleOf(first),
      signsOf(first),
    ]);
  const [head = '', ...lines] = columns([['mount targets', 'from', 'to', 'change', 'e.g.', ''], ...rows]);
  const isWide = [head, ...lines].every((line) => line.length <= width);
  const body = isWide
    ? [paint.title(head), ...lines]
    : rows.flatMap(([n = '', from = '', to = '', change = '', example = '', signs = '']) => [
        `${count(Number(n), 'mount target')}: ${from} -> ${to}`,
        ...[change, `e.g. ${example}`, signs].filter((it) => it !== '').flatMap((it) => indented(it, 4, width)),
      ]);
  return [
    ...indented(
      `${printable(old.uri, 200)} ${old.version.slice(0, 8)} -> ${printable(next.uri, 200)} ${next.version.slice(0, 8)} ${next.mode}`,
      0,
      width,
    ).map(paint.title),
    ...indented(
      `account ${account}   ${region}${snapshot === null ? '' : `   from ${printable(snapshot, 200)}`}`,
      0,
      width,
    ),
    '',
    ...(results.length > 0 ? [...body, ''] : []),
    ...(kinds.length > mostKinds
      ? [`and ${kinds.length - mostKinds} more kinds: --format csv lists every mount target`, '']
      : []),
    ...warnings.flatMap((it) => indented(`warning: ${it}`, 0, width)),
    ...indented(
      `${summary.toChange} of ${count(summary.mountTargets, 'mount target')} would change${budgetOf(simulation)}; ${saidOf(simulation).join(', ')}.`,
      0,
      width,
    ),
    ...(results.length === 0 ? ['Both policies treat every mount target alike.'] : []),
    ...failures.flatMap((it) => indented(paint.bad(`FAILED: ${it}`), 0, width)),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
};
