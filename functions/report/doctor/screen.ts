import { printable } from '../../core/model/printable.ts';
import type { Renderers } from '../formats.ts';
import { inCommands } from '../in-commands.ts';
import { json, jsonl } from '../json.ts';
import { indented, pad, wrap } from '../layout.ts';
import type { Look } from '../look.ts';
import { count } from '../say.ts';

/** One thing that was looked at. */
export interface Diagnosis {
  readonly check: string;
  /** `unknown`: it could not be looked at. */
  readonly state: 'ok' | 'warn' | 'fail' | 'unknown';
  /** What is so, in a clause. */
  readonly says: string;
  /** What to do about it; null where nothing is to be done. */
  readonly remedy: string | null;
}

/** What works of a deployment and what it stands on, and what does not. */
export interface DoctorReport {
  readonly version: 1;
  readonly mountguard: string;
  readonly account: string;
  readonly region: string;
  readonly checks: readonly Diagnosis[];
}

const words: Readonly<Record<Diagnosis['state'], string>> = { ok: 'ok', warn: 'WARN', fail: 'FAIL', unknown: '?' };

const colourOf = ({ paint }: Look, state: Diagnosis['state']): ((text: string) => string) =>
  ({ ok: paint.good, warn: paint.change, fail: paint.danger, unknown: paint.faint })[state];

/** Columns before what is said. */
const [nameWidth, stateWidth] = [13, 6];

const linesOf = ({ check, state, says, remedy }: Diagnosis, look: Look): readonly string[] => {
  const blanks = nameWidth + stateWidth;
  const room = Math.max(20, look.width - blanks);
  const [first = '', ...more] = wrap(inCommands(printable(says, 1000)), room);
  return [
    `${pad(check, nameWidth)}${pad(colourOf(look, state)(words[state]), stateWidth)}${first}`,
    ...more.map((line) => `${' '.repeat(blanks)}${line}`),
    ...(remedy === null ? [] : indented(inCommands(remedy), blanks, look.width).map(look.paint.command)),
  ];
};

const summaryOf = (checks: readonly Diagnosis[]): string => {
  const of = (state: Diagnosis['state']): number => checks.filter((it) => it.state === state).length;
  const [failed, warned, unknown] = [of('fail'), of('warn'), of('unknown')];
  const parts = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(warned > 0 ? [count(warned, 'warning')] : []),
    ...(unknown > 0 ? [`${unknown} could not be checked`] : []),
  ];
  return parts.length > 0 ? `${parts.join(', ')}.` : 'All is well.';
};

/** The forms of what was found. */
export const doctorRenderers: Renderers<DoctorReport> = {
  screen: ({ checks }, look) =>
    [...checks.flatMap((it) => linesOf(it, look)), '', summaryOf(checks)].map((line) => `${line.trimEnd()}\n`).join(''),
  json,
  jsonl: ({ account, region, checks }) => jsonl(checks.map((it) => ({ account, region, ...it }))),
};
