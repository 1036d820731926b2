import { printable } from '../../core/model/printable.ts';
import type { Renderers } from '../formats.ts';
import { shortId } from '../history/say-change.ts';
import { json } from '../json.ts';
import { columns, flow, indented, pad, widthOf, wrap } from '../layout.ts';
import type { Look } from '../look.ts';
import type { NamedGroup } from '../plan/plan-report.ts';
import { causeNotFound, count, sayCaller, sayTime } from '../say.ts';
import { signed } from '../say-groups.ts';
import type { Explanation, GuardSaid, TriedRule } from './explanation.ts';

/** Columns of the names of sections. */
const margin = 10;

/** Lines behind the name of their section. */
const section = (name: string, lines: readonly string[], { paint }: Look): readonly string[] =>
  lines.map((line, index) =>
    index === 0 ? `${paint.title(pad(name, margin))}${line}` : `${' '.repeat(margin)}${line}`,
  );

const sayGroup = ({ name, id }: NamedGroup): string => (name === null ? id : `${printable(name)}  ${id}`);

const titleOf = (explanation: Explanation, { width, paint }: Look): readonly string[] => {
  const { mountTarget: row, policy } = explanation;
  const { fileSystem, mountTarget, status, reasons, rule } = row;
  const name = fileSystem.name === null ? [] : [paint.title(printable(fileSystem.name))];
  const words = [...name, fileSystem.id, mountTarget.id, mountTarget.zone, mountTarget.ip, mountTarget.vpc].filter(
    (it) => it !== null,
  );
  const codes = [...new Set(reasons.map(({ code }) => code))].join(', ');
  const colour = status === 'compliant' ? paint.good : status === 'drifted' ? paint.change : paint.bad;
  const where = rule?.line ? `   (rule ${printable(rule.name)}, ${printable(policy.uri, 200)}:${rule.line})` : '';
  const same = explanation.same.length > 0 ? wrap(`the same: ${explanation.same.join(', ')}`, width) : [];
  return [
    ...flow(words, width),
    ...same,
    ...wrap(`${colour(codes === '' ? status : `${status}: ${codes}`)}${where}`, width),
    '',
  ];
};

const rulesOf = ({ rules, untold }: Explanation, look: Look): readonly string[] => {
  const told = (rule: TriedRule): readonly string[] => [
    `${rule.place} ${printable(rule.name)}${rule.line === null ? '' : `   line ${rule.line}`}   ${rule.governs ? 'governs' : 'does not govern'}`,
    ...columns(
      rule.parts
        .filter((it) => rule.governs || !it.holds)
        .map(({ found, wanted, holds }) => [`    ${found}`, wanted, holds ? 'yes' : 'NO']),
    ),
  ];
  const rest = untold > 0 ? [`${count(untold, 'more rule')} not tried or not told`] : [];
  const lines = [...rules.flatMap(told), ...rest];
  return section('Rule', lines.length > 0 ? lines : ['none was tried'], look);
};

const groupsOf = ({ selectors, mountTarget: row, match }: Explanation, look: Look): readonly string[] => {
  const { paint, width } = look;
  const room = width - margin;
  const selected = selectors.flatMap(({ says, found, lacks, optional }) =>
    wrap(
      `${says}: ${lacks === null ? `${found.length} found${optional ? ', optional' : ''}` : `NOT FOUND, ${lacks}`}`,
      room,
    ),
  );
  const isRemoved = ({ id }: NamedGroup): boolean => row.remove.some((it) => it.id === id);
  const isAdded = ({ id }: NamedGroup): boolean => row.add.some((it) => it.id === id);
  const attached = row.attached.map((it) => (isRemoved(it) ? paint.remove(`- ${sayGroup(it)}`) : `  ${sayGroup(it)}`));
  const desired = (row.desired ?? []).map((it) => (isAdded(it) ? paint.add(`+ ${sayGroup(it)}`) : `  ${sayGroup(it)}`));
  const head = ['  attached now', `  should be${match === null ? '' : ` (${match})`}`];
  const rows = Array.from({ length: Math.max(attached.length, desired.length) }, (_, n) => [
    attached[n] ?? '',
    desired[n] ?? '',
  ]);
  const beside = columns([head, ...rows], 4);
  const isWide = beside.every((line) => widthOf(line) <= room);
  const sets = isWide ? beside : [head[0] ?? '', ...attached, head[1] ?? '', ...desired];
  return section('Groups', [...selected, ...(desired.length === 0 ? [head[0] ?? '', ...attached] : sets)], look);
};

const guardsOf = ({ guards }: Explanation, look: Look): readonly string[] => {
  if (guards.length === 0) return [];
  const { paint, width } = look;
  const colour = ({ verdict }: GuardSaid) =>
    ({ passed: paint.good, FAILED: paint.danger, warning: paint.change, 'not asked': paint.faint })[verdict];
  const lines = guards.flatMap((it) => {
    const head = `${pad(it.guard, 18)}${colour(it)(pad(it.verdict, 10))}`;
    const [first = '', ...rest] = wrap(printable(it.says, 4000), Math.max(20, width - margin - 29));
    return width < 70
      ? [head.trimEnd(), ...indented(printable(it.says, 4000), 2, width - margin)]
      : [`${head} ${first}`, ...rest.map((line) => `${' '.repeat(29)}${line}`)];
  });
  return section('Guards', lines, look);
};

const whoOf = ({ mountTarget: { causedBy } }: Explanation, look: Look): readonly string[] => {
  const unknown = causedBy === 'not-found' ? causeNotFound : 'not looked up: --who asks CloudTrail';
  if (causedBy === null || causedBy === 'not-found') return section('Who', wrap(unknown, look.width - margin), look);
  const { at, arn, tool, eventId } = causedBy;
  return section(
    'Who',
    wrap(
      [sayTime(at), sayCaller(arn), ...(tool === null ? [] : [tool]), `(CloudTrail ${eventId})`].join('  '),
      look.width - margin,
    ),
    look,
  );
};

const historyOf = ({ history }: Explanation, look: Look): readonly string[] => {
  if (history === null) return section('History', ['not looked at: there is no deployment'], look);
  if (history.length === 0) return section('History', ['never changed by mountguard'], look);
  const rows = history.map((change) => [
    sayTime(change.at),
    shortId(change.changeId),
    change.status,
    signed(change, String).join(' '),
    printable(change.cause),
  ]);
  return section('History', columns(rows), look);
};

const waysOf = ({ ways }: Explanation, { width, paint }: Look): readonly string[] => {
  if (ways.length === 0) return [];
  const name = Math.max(...ways.map(({ what }) => what.length)) + 2;
  const lines = ways.flatMap(({ what, how }) => {
    const [first = '', ...rest] = wrap(how, Math.max(24, width - name - 2));
    return [`  ${pad(what, name)}${first}`, ...rest.map((line) => `${' '.repeat(name + 2)}${line}`)];
  });
  return ['', paint.title('What you can do'), ...lines];
};

const screenOf = (explanation: Explanation, look: Look): string => {
  const { stack } = explanation;
  return [
    ...titleOf(explanation, look),
    ...rulesOf(explanation, look),
    ...groupsOf(explanation, look),
    ...guardsOf(explanation, look),
    ...whoOf(explanation, look),
    ...historyOf(explanation, look),
    ...waysOf(explanation, look),
    ...('none' in stack ? ['', ...indented(stack.none, 0, look.width).map(look.paint.faint)] : []),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
};

/** The forms of an explanation. */
export const explanationRenderers: Renderers<readonly Explanation[]> = {
  screen: (all, look) => all.map((it) => screenOf(it, look)).join('\n'),
  json: (all) => json(all.length === 1 ? all[0] : all),
};
