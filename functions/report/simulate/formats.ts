import { csv } from '../csv.ts';
import { type SarifRule, sarifLog } from '../formats/sarif.ts';
import type { Renderers } from '../formats.ts';
import { json, jsonl } from '../json.ts';
import { escaped, table } from '../markdown.ts';
import { brief, count } from '../say.ts';
import { budgetOf, changeOf, exampleOf, kindsOf, mostKinds, saidOf, signsOf } from './say-shift.ts';
import { simulationScreen } from './screen.ts';
import type { Shift, Simulation } from './simulation.ts';

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
      it.reasons.map((reason) => escaped(brief(reason))).join('<br>'),
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
  screen: simulationScreen,
  md,
  csv: csvOf,
  sarif: sarifOf,
  json,
  jsonl: ({ results, account, region }) => jsonl(results.map((it) => ({ account, region, ...it }))),
};
