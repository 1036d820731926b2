import { printable } from '../../core/model/printable.ts';
import type { Renderers } from '../formats.ts';
import { json, jsonl } from '../json.ts';
import { clip, indented, pad } from '../layout.ts';
import type { Look } from '../look.ts';
import type { NamedGroup } from '../plan/plan-report.ts';
import { count } from '../say.ts';
import { sayNamed, signed } from '../say-groups.ts';
import { sayUntil } from '../say-until.ts';

/** What an undoing does, or did, to one mount target. */
export interface RevertRow {
  readonly fileSystem: { readonly id: string | null; readonly name: string | null };
  readonly mountTarget: { readonly id: string | null; readonly zone: string | null };
  readonly add: readonly NamedGroup[];
  readonly remove: readonly NamedGroup[];
  readonly status: string;
  readonly reasons: readonly string[];
  /** In the words of the command line. */
  readonly explanation: string;
}

/** What an undoing does, or did. */
export interface RevertReport {
  readonly version: 1;
  readonly account: string;
  readonly region: string;
  readonly dryRun: boolean;
  readonly until: string;
  readonly results: readonly RevertRow[];
}

/** Whether the set is as it was before the change, or would be. */
export const isUndone = ({ status, reasons }: RevertRow): boolean =>
  status === 'fixed' || status === 'would-fix' || reasons.includes('reverted');

const word = (row: RevertRow): string => {
  if (row.reasons.includes('reverted')) return 'is as it was';
  if (row.status === 'fixed') return 'restored';
  return row.status === 'would-fix' ? 'to restore' : row.status;
};

const rowOf = (row: RevertRow, { width, paint }: Look): readonly string[] => {
  const { fileSystem, mountTarget, reasons, explanation } = row;
  const colour = isUndone(row) ? paint.good : paint.bad;
  const name = printable(fileSystem.name ?? fileSystem.id ?? mountTarget.id ?? '');
  const groups = signed(row, sayNamed).join('  ');
  const line = `${colour(pad(word(row), 12))}  ${pad(clip(name, 24), 24)}  ${pad(mountTarget.zone ?? '', 10)}  `;
  const said = isUndone(row) ? [] : indented(`${reasons.join(', ')}: ${explanation}`, 14, width);
  return [`${line}${clip(groups, Math.max(12, width - 52))}`.trimEnd(), ...said];
};

/** Rows of an undoing. */
export const revertRows = ({ results }: RevertReport, look: Look): string =>
  results
    .flatMap((row) => rowOf(row, look))
    .map((line) => `${line}\n`)
    .join('');

const screen = (report: RevertReport, look: Look): string => {
  const { dryRun, results, until } = report;
  const undone = results.filter(isUndone).length;
  if (results.length === 0) return 'No change on record is one to undo.\n';
  const rest = results.length - undone > 0 ? `, ${results.length - undone} not` : '';
  const says = dryRun
    ? `${count(undone, 'mount target')} to restore${rest}.  Nothing was written.`
    : `${count(undone, 'mount target')} restored${rest}, held until ${sayUntil(until)}.  End that sooner: ${look.paint.command('mountguard release ID --reason "…"')}`;
  return [revertRows(report, look), ...indented(says, 0, look.width)].map((line) => `${line}\n`).join('');
};

/** The forms of an undoing. */
export const revertRenderers: Renderers<RevertReport> = {
  screen,
  json,
  jsonl: ({ results }) => jsonl(results),
};
