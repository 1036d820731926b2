import { printable } from '../../core/model/printable.ts';
import { clip, indented, pad, widthOf } from '../layout.ts';
import type { Look } from '../look.ts';
import { brief, causeNotFound, count, sayCaller, sayTime } from '../say.ts';
import { sayNamed } from '../say-groups.ts';
import type { Block } from './blocks.ts';
import type { NamedGroup, PlanRow } from './plan-report.ts';

/** Lines of a reason. */
const mostLines = 3;

/** The sign of each status, and its colour. */
const signs: Readonly<
  Record<PlanRow['status'], readonly [symbol: string, colour: 'change' | 'bad' | 'good' | 'faint']>
> = {
  drifted: ['~', 'change'],
  refused: ['!', 'bad'],
  failed: ['?', 'faint'],
  deferred: ['?', 'faint'],
  exempt: ['.', 'faint'],
  unmanaged: ['.', 'faint'],
  compliant: ['=', 'good'],
};

const aside = ({ status, rule, reasons, mode }: PlanRow): string => {
  const codes = [...new Set(reasons.map(({ code }) => code))].join(', ');
  if (status === 'refused' || status === 'deferred') return `${status}: ${codes}`;
  if (status === 'failed') return `not read: ${codes}`;
  if (!rule) return status === 'exempt' ? 'exempt' : 'no rule';
  return `rule ${printable(rule.name)}, ${rule.match}${mode === 'audit' ? ', audit' : ''}`;
};

/** A group in a column: a sign, its name and its id. */
const groupLine = (sign: string, { id, name }: NamedGroup, names: number, paint: (text: string) => string): string =>
  `      ${paint(`${sign} ${pad(name === null ? id : clip(printable(name), names), names)}${name === null ? '' : `  ${id}`}`)}`;

const placesOf = ({ rows }: Block): readonly string[] => {
  const [{ mountTarget }, ...others] = rows;
  if (mountTarget.id === null) return [];
  if (others.length === 0)
    return [[mountTarget.zone, mountTarget.id, mountTarget.ip].filter((it) => it !== null).join('  ')];
  const zones = [...new Set(rows.map((row) => row.mountTarget.zone ?? row.mountTarget.id))];
  return [`${zones.join(', ')}  ${count(rows.length, 'mount target')}, the same`];
};

const sayCause = ({ causedBy }: PlanRow): string =>
  causedBy === null || causedBy === 'not-found'
    ? `who changed it: ${causedBy === null ? 'not looked up' : causeNotFound}`
    : `changed ${sayTime(causedBy.at)} by ${[sayCaller(causedBy.arn), ...(causedBy.tool ? [causedBy.tool] : [])].join(', ')}`;

/** A block as lines; `who`: also who made the changes. */
export const drawBlock = (block: Block, { width, paint }: Look, who: boolean): readonly string[] => {
  const [row] = block.rows;
  const { fileSystem, add, remove, keep, status, reasons, warnings } = row;
  const [sign, colour] = signs[status];
  const symbol = block.isOpen ? paint.danger('!') : paint[colour](sign);
  const title = `${symbol} ${paint.title(sayNamed({ name: fileSystem.name, id: fileSystem.id ?? 'unknown' }))}${fileSystem.name === null ? '' : `  ${fileSystem.id}`}`;
  const right = block.isOpen ? `open to the world; ${aside(row)}` : aside(row);
  const room = width - widthOf(title) - widthOf(right);
  const names = Math.max(
    12,
    Math.min(
      Math.max(...[...add, ...remove, ...keep].map(({ name, id }) => widthOf(printable(name ?? id))), 0),
      width - 34,
    ),
  );
  const isChange = add.length + remove.length > 0;
  const told = [...(block.isOpen ? warnings.filter(({ code }) => code === 'nfs-open-to-world') : []), ...reasons];
  return [
    ...(room >= 2 ? [`${title}${' '.repeat(room)}${right}`] : [title, ...indented(right, 2, width)]),
    ...placesOf(block).flatMap((line) => indented(line, 4, width)),
    ...(isChange ? keep : []).map((it) => groupLine(' ', it, names, String)),
    ...remove.map((it) => groupLine('-', it, names, paint.remove)),
    ...add.map((it) => groupLine('+', it, names, paint.add)),
    ...told.flatMap((it) => indented(printable(brief(it), 2000), 4, width).slice(0, mostLines)),
    ...(status === 'refused'
      ? [`    ${paint.command(`mountguard explain ${row.mountTarget.id ?? fileSystem.id}`)}`]
      : []),
    ...(who && isChange
      ? indented(`${block.rows.length > 1 ? `${row.mountTarget.id}: ` : ''}${sayCause(row)}`, 4, width)
      : []),
    '',
  ];
};
