import { printable } from '../../core/model/printable.ts';
import { grouped } from '../grouped.ts';
import { clip, columns, widthOf, wrap } from '../layout.ts';
import { count } from '../say.ts';
import type { LeftOut, ProposalFacts, ProposedRule } from './proposal.ts';

/** File systems that are named in one place. */
const mostNamed = 10;

const percent = (part: number, whole: number): string =>
  `${whole === 0 ? 100 : Math.floor((part / whole) * 1000) / 10} %`;

const targets = (n: number): string => count(n, 'mount target');

const systems = (n: number): string => count(n, 'file system');

const changeOf = ({ status, reasons, attached, add, remove }: LeftOut): string => {
  if (status === 'drifted')
    return [...add.map((it) => `+ ${printable(it)}`), ...remove.map((it) => `- ${printable(it)}`)].join('  ');
  if (status === 'unmanaged') return attached.map((it) => printable(it)).join(', ');
  return [status, ...reasons].join(' ');
};

/** File systems with what is said of their mount targets, those with the same in one line. */
const listed = (all: readonly LeftOut[]): readonly string[] => {
  const lines = grouped(all, (it) => JSON.stringify([it.fileSystem.id, changeOf(it)])).map((its) => {
    const { id, name } = its[0].fileSystem;
    const called = name === null ? id : `${printable(name)} (${id})`;
    return `  ${called}, ${targets(its.length)}: ${changeOf(its[0])}`;
  });
  const more = lines.length - mostNamed;
  return more > 0 ? [...lines.slice(0, mostNamed), `  and ${more} more`] : lines;
};

const countOf = (all: readonly LeftOut[]): string =>
  `${targets(all.length)} in ${systems(new Set(all.map(({ fileSystem }) => fileSystem.id)).size)}`;

const othersIn = (rules: readonly ProposedRule[]): readonly LeftOut[] => rules.flatMap(({ others }) => others);

/** One sentence about all of it. */
const whole = ({ mountTargets, fileSystems, rules, ungoverned, exemptUntil }: ProposalFacts): string => {
  const asTheySay = rules.reduce((sum, { asItSays }) => sum + asItSays, 0);
  const others = othersIn(rules).length;
  const not = exemptUntil === undefined ? `${others} are not` : `${others} are not and are exempt until ${exemptUntil}`;
  return `${targets(mountTargets)} in ${systems(fileSystems)}: ${asTheySay} are as these rules say, ${not}, ${ungoverned.length} are governed by no rule.`;
};

/** What stands in a proposed policy as comments. */
export const remarksOn = (facts: ProposalFacts) => {
  const { account, region, day, rules, ungoverned } = facts;
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  return {
    head: [`Proposed by mountguard init on ${day} from account ${account}, ${region}.`, whole(facts)],
    ofRule: (name: string): readonly string[] => {
      const rule = byName.get(name);
      if (!rule) return [];
      const { mountTargets, fileSystems, asItSays, others } = rule;
      const share = `${percent(asItSays, mountTargets)} of ${targets(mountTargets)} in ${systems(fileSystems)} are as this rule says`;
      return others.length === 0 ? [`${share}.`] : [`${share}. Not so:`, ...listed(others)];
    },
    end: ungoverned.length === 0 ? [] : [`Governed by no rule: ${countOf(ungoverned)}.`, ...listed(ungoverned)],
  };
};

/** The rules as a table within so many columns. */
const table = (rules: readonly ProposedRule[], width: number): readonly string[] => {
  if (rules.length === 0) return [];
  const head = ['  rule', 'match', 'as it says', 'mount targets', 'file systems'];
  const rows = rules.map(({ name, match, mountTargets, fileSystems, asItSays }) => [
    `  ${clip(name, Math.max(10, width - 54))}`,
    match,
    percent(asItSays, mountTargets),
    String(mountTargets),
    String(fileSystems),
  ]);
  return columns([head, ...rows]);
};

/** A line broken to so many columns; what belongs to an item stands further in. */
const fitted = (line: string, width: number): readonly string[] => {
  if (widthOf(line) <= width) return [line];
  if (!line.startsWith('  ')) return wrap(line, width);
  return wrap(line.trim(), width - 4).map((part, at) => `${at === 0 ? '  ' : '    '}${part}`);
};

/** The same for a person who waits: rule by rule, what is left out, and what to do next. `file` is where the policy is. */
export const summaryOf = (facts: ProposalFacts, file: string | undefined, width: number): readonly string[] => {
  const { rules, ungoverned, exemptUntil } = facts;
  const others = exemptUntil === undefined ? othersIn(rules) : [];
  const changing = others.filter(({ status }) => status === 'drifted');
  const rest = others.filter(({ status }) => status !== 'drifted');
  const lines = [
    whole(facts),
    ...table(rules, width),
    ...(changing.length > 0 ? [`Would change: ${countOf(changing)}.`, ...listed(changing)] : []),
    ...(rest.length > 0 ? [`Not as their rule says, and not to be changed: ${countOf(rest)}.`, ...listed(rest)] : []),
    ...(ungoverned.length > 0 ? [`Governed by no rule: ${countOf(ungoverned)}.`, ...listed(ungoverned)] : []),
    `It only reports (mode: audit). Next: mountguard plan --policy ${file ?? 'FILE'}`,
  ];
  return lines.flatMap((line) => fitted(line, width));
};
