import { visible } from '../diagnostics/code-frame.ts';
import { type CheckedFile, countOf } from '../diagnostics/diagnostic.ts';
import { framed } from '../diagnostics/framed.ts';
import { type JUnitCase, junitReport } from '../formats/junit.ts';
import type { Renderers } from '../formats.ts';
import { json } from '../json.ts';
import { clip, columns, indented } from '../layout.ts';
import type { Look } from '../look.ts';
import { count } from '../say.ts';

/** What came of a test, or must come of it. */
export interface Outcome {
  readonly status: string;
  readonly rule?: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly reason?: readonly string[];
}

export interface TestResult {
  readonly name: string;
  readonly line: number;
  readonly expected: Outcome;
  readonly got: Outcome;
  /** How it came out otherwise than expected; empty where it passed. */
  readonly misses: readonly string[];
  /** What the engine says of it. */
  readonly says: string;
  /** What was expected has been rewritten to what was got. */
  readonly isUpdated?: true;
}

/** The tests of one file. */
export interface TestedFile {
  readonly file: string;
  /** The policy that they are about. */
  readonly policy: string;
  readonly results: readonly TestResult[];
}

/** How many tests each rule of a policy governed. */
export interface Coverage {
  readonly policy: string;
  readonly rules: readonly { readonly name: string; readonly tests: number }[];
}

/** What `test` answers. */
export interface TestReport {
  readonly files: readonly TestedFile[];
  /** Files and policies that cannot be read. */
  readonly broken: readonly CheckedFile[];
  /** Where it was asked for. */
  readonly coverage?: readonly Coverage[];
}

const passed = ({ misses, isUpdated }: TestResult): boolean => misses.length === 0 || isUpdated === true;

/** Whether every test passed and every file could be read. */
export const allPassed = ({ files, broken }: TestReport): boolean =>
  broken.length === 0 && files.every(({ results }) => results.every(passed));

/** Characters of what a test came to. */
const longest = 240;

const word = (result: TestResult, { paint }: Look): string => {
  if (result.isUpdated) return paint.change('updated');
  return passed(result) ? paint.good('ok') : paint.bad('NOT OK');
};

const shown = (all: readonly TestResult[], file: string, look: Look): readonly string[] => {
  const rows = columns(all.map((it) => [word(it, look), visible(it.name), visible(it.misses.join('; '))]));
  return all.flatMap((it, index) => {
    const row = rows[index] ?? '';
    if (passed(it)) return [row];
    const why = indented(`${visible(file)}:${it.line}  ${clip(visible(it.says), longest)}`, 8, look.width);
    return [row, ...why.map((line) => look.paint.faint(line))];
  });
};

const covered = ({ rules }: Coverage, { paint }: Look): string =>
  `rules: ${rules.map(({ name, tests }) => `${visible(name)} ${tests === 0 ? paint.bad('NOT TESTED') : count(tests, 'test')}`).join(', ')}`;

const screen = ({ files, broken, coverage = [] }: TestReport, look: Look): string => {
  const all = files.flatMap(({ results }) => results);
  const several = files.length > 1;
  const total = all.length > 0 ? [`${all.filter(passed).length} of ${count(all.length, 'test')} passed.`] : [];
  const single = coverage.length === 1 ? coverage.map((it) => covered(it, look)) : [];
  return [
    ...files.flatMap(({ file, results }) => [
      ...(several ? [look.paint.title(visible(file))] : []),
      ...shown(results, file, look),
    ]),
    ...broken.flatMap((file) => framed(file, look)),
    ...(broken.length > 0 ? [`${count(countOf(broken).errors, 'error')} in ${count(broken.length, 'file')}`] : []),
    ...(single.length > 0 && total.length > 0 ? [`${total.join('')}  ${single.join('')}`] : total),
    ...(coverage.length > 1 ? coverage.map((it) => `${visible(it.policy)}  ${covered(it, look)}`) : []),
    '',
  ].join('\n');
};

const jsonOf = ({ files, broken, coverage }: TestReport): string => {
  const all = files.flatMap(({ results }) => results);
  return json({
    version: 1,
    passed: all.filter(passed).length,
    failed: all.filter((it) => !passed(it)).length,
    files: files.map(({ results, ...file }) => ({
      ...file,
      tests: results.map(({ isUpdated = false, ...it }) => ({
        ...it,
        passed: it.misses.length === 0,
        updated: isUpdated,
      })),
    })),
    broken: broken.map(({ file, diagnostics }) => ({ file, findings: diagnostics })),
    ...(coverage && { coverage }),
  });
};

const caseOf = (file: string, it: TestResult): JUnitCase => ({
  name: it.name,
  className: file,
  file,
  line: it.line,
  ...(!passed(it) && { failure: { message: it.misses.join('; '), type: 'expectation', details: it.says } }),
});

const junit = ({ files, broken }: TestReport): string =>
  junitReport('mountguard test', [
    ...files.map(({ file, results }) => ({ name: file, cases: results.map((it) => caseOf(file, it)) })),
    ...broken.map(({ file, diagnostics }) => ({
      name: file,
      cases: diagnostics.map(({ line, column, message }) => ({
        name: `${file}:${line}:${column}`,
        className: file,
        file,
        line,
        failure: { message, type: 'error', details: message },
      })),
    })),
  ]);

/** How the answer of `test` is written. */
export const testRenderers: Renderers<TestReport> = { screen, json: jsonOf, junit };
