import { printable } from '../../core/model/printable.ts';
import { csv } from '../csv.ts';
import { type SarifRule, sarifLog } from '../formats/sarif.ts';
import type { Renderers } from '../formats.ts';
import { json, jsonl } from '../json.ts';
import { columns, indented } from '../layout.ts';
import type { Look } from '../look.ts';
import { escaped, table } from '../markdown.ts';
import { brief, count } from '../say.ts';
import { sayNamed, signed } from '../say-groups.ts';
import type { Shift, Simulation } from './simulation.ts';

const changeOf = (shift: Shift): string => signed(shift, sayNamed).join(' ');

const exampleOf = ({ fileSystem, mountTarget }: Shift): string =>
  printable(fileSystem.name ?? fileSystem.id ?? mountTarget.id ?? 'unknown');

/** Shifts of one kind. */
interface Kind {
  readonly first: Shift;
  readonly count: number;
}

/** Shifts by what they are, the most frequent first; what opens NFS or cuts clients off comes before everything. */
const kindsOf = (shifts: readonly Shift[]): readonly Kind[] => {
  const grave = ({ first }: Kind): number => Number(first.newlyOpen) * 2 + Number(first.newlyCutOff);
  const groups = Map.groupBy(shifts, (it) =>
    JSON.stringify([it.from.status, it.to.status, changeOf(it), it.to.rule, it.newlyOpen, it.newlyCutOff]),
  );
  return [...groups.values()]
    .flatMap(([first, ...rest]) => (first ? [{ first, count: rest.length + 1 }] : []))
    .toSorted((a, b) => grave(b) - grave(a) || b.count - a.count);
};

const signsOf = ({ newlyOpen, newlyCutOff }: Shift): string =>
  [...(newlyOpen ? ['newly open to the world'] : []), ...(newlyCutOff ? ['cuts clients off'] : [])].join(', ');

const budgetOf = ({ summary: { toChange, allowed } }: Simulation): string =>
  toChange > allowed ? ` (budget ${allowed}: a confirmation will be asked)` : '';

const saidOf = ({ summary }: Simulation): readonly string[] => [
  `${summary.refused} refused`,
  `${summary.newlyOpen} newly open`,
  `${summary.newlyCutOff} newly cut off`,
  ...(summary.noLongerGoverned > 0 ? [`${summary.noLongerGoverned} no longer governed`] : []),
];

/** Kinds on a screen. */
const mostKinds = 20;

const screen = (simulation: Simulation, { width, paint }: Look): string => {
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

/** Rows of one Markdown comment: GitHub takes 65,536 characters. */
const mostRows = 300;

const md = (simulation: Simulation): string => {
  const { old, new: next, account, region, summary, results, failures } = simulation;
  const kinds = kindsOf(results).slice(0, mostKinds);
  const all = results
    .slice(0, mostRows)
    .map((it) => [
      escaped(exampleOf(it)),
      escaped(it.mountTarget.id ?? ''),
      it.from.status,
      it.to.status,
      escaped(changeOf(it)),
      it.reasons.map(({ text }) => escaped(brief(text))).join('<br>'),
    ]);
  const rest = results.length > mostRows ? `\nand ${results.length - mostRows} more\n` : '';
  return [
    `### mountguard: ${escaped(next.uri)} ${old.version.slice(0, 7)} -> ${next.version.slice(0, 7)} on ${account} / ${region}`,
    '',
    `**${summary.toChange} of ${count(summary.mountTargets, 'mount target')} would change**${budgetOf(simulation)} · ${saidOf(simulation).join(' · ')}`,
    '',
    ...failures.map((it) => `**Failed:** ${escaped(it)}\n`),
    ...(kinds.length === 0
      ? ['Both policies treat every mount target alike.', '']
      : [
          table(
            ['from', 'to', 'mount targets', 'change', 'e.g.', ''],
            kinds.map(({ first, count: n }) => [
              first.from.status,
              first.to.status,
              `${n}`,
              escaped(changeOf(first)),
              escaped(exampleOf(first)),
              signsOf(first),
            ]),
          ),
          `<details><summary>All ${results.length}</summary>\n`,
          table(['file system', 'mount target', 'from', 'to', 'change', 'why'], all) + rest,
          '</details>',
          '',
        ]),
  ].join('\n');
};

const csvOf = (simulation: Simulation): string =>
  csv(
    [
      'account',
      'region',
      'file system',
      'name',
      'mount target',
      'from',
      'to',
      'old rule',
      'new rule',
      'change',
      'newly open',
      'newly cut off',
      'reasons',
    ],
    simulation.results.map((it) => [
      simulation.account,
      simulation.region,
      it.fileSystem.id,
      it.fileSystem.name,
      it.mountTarget.id,
      it.from.status,
      it.to.status,
      it.from.rule,
      it.to.rule,
      changeOf(it),
      String(it.newlyOpen),
      String(it.newlyCutOff),
      it.reasons.map(({ code }) => code).join('; '),
    ]),
  );

const sarifRules: readonly SarifRule[] = [
  { id: 'newly-open', says: 'The new policy leaves or makes a mount target open to the world.' },
  { id: 'newly-cut-off', says: 'By the new policy clients would lose access to NFS.' },
  { id: 'shifted', says: 'The new policy treats a mount target in another way.' },
];

const ruleOf = ({ newlyOpen, newlyCutOff }: Shift): string =>
  newlyOpen ? 'newly-open' : newlyCutOff ? 'newly-cut-off' : 'shifted';

const sarifOf = ({ mountguard, new: next, results }: Simulation): string =>
  sarifLog(
    mountguard,
    sarifRules,
    results.map((it) => ({
      ruleId: ruleOf(it),
      level: ruleOf(it) === 'shifted' ? ('note' as const) : ('error' as const),
      message: `${exampleOf(it)}, ${it.mountTarget.id}: ${it.from.status} -> ${it.to.status} ${changeOf(it)}`.trimEnd(),
      file: next.uri,
      line: 1,
      fingerprint: [it.mountTarget.id, it.from.status, it.to.status].join('/'),
    })),
  );

/** The forms of a simulation. */
export const simulationRenderers: Renderers<Simulation> = {
  screen,
  md,
  csv: csvOf,
  sarif: sarifOf,
  json,
  jsonl: ({ results, account, region }) => jsonl(results.map((it) => ({ account, region, ...it }))),
};
