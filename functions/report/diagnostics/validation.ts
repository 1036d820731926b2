import { type JUnitCase, junitReport } from '../formats/junit.ts';
import { type SarifResult, type SarifRule, sarifLog } from '../formats/sarif.ts';
import type { Renderers } from '../formats.ts';
import { json } from '../json.ts';
import type { Look } from '../look.ts';
import { count } from '../say.ts';
import { visible } from './code-frame.ts';
import { type CheckedFile, countOf } from './diagnostic.ts';
import { framed, linesOf, placeOf } from './framed.ts';

/** What `validate` found in files. */
export interface Validation {
  /** Of the tool. */
  readonly toolVersion: string;
  /** Warnings fail, too. */
  readonly strict: boolean;
  /** Every kind of finding that there is. */
  readonly rules: readonly SarifRule[];
  readonly files: readonly CheckedFile[];
}

const screen = ({ files }: Validation, look: Look): string => {
  const { errors, warnings } = countOf(files);
  const well = files.filter(({ diagnostics }) => !diagnostics.some(({ severity }) => severity === 'error'));
  return [
    ...files.flatMap((file) => framed(file, look)),
    ...well.map(({ file, holds }) => `${visible(file)}: ${holds}`),
    ...(errors + warnings > 0 ? [`${count(errors, 'error')}, ${count(warnings, 'warning')}`] : []),
    '',
  ].join('\n');
};

const jsonOf = ({ strict, files }: Validation): string =>
  json({
    version: 1,
    strict,
    ...countOf(files),
    files: files.map(({ file, diagnostics }) => ({
      file,
      valid: !diagnostics.some(({ severity }) => severity === 'error'),
      findings: diagnostics.map(({ severity, code, line, column, endColumn, message }) => ({
        severity,
        code,
        line,
        column,
        endColumn,
        message,
      })),
    })),
  });

const resultsOf = ({ file, text, diagnostics }: CheckedFile): readonly SarifResult[] => {
  const lines = linesOf(text);
  return diagnostics.map(({ code, severity, message, line, column, endColumn }) => ({
    ruleId: code,
    level: severity,
    message,
    file,
    line,
    column,
    endColumn,
    snippet: lines[line - 1] ?? '',
    fingerprint: `${code} ${message}`,
  }));
};

const sarif = ({ toolVersion, rules, files }: Validation): string =>
  sarifLog(toolVersion, rules, files.flatMap(resultsOf));

const casesOf = ({ file, diagnostics, holds }: CheckedFile, strict: boolean): readonly JUnitCase[] => {
  const cases = diagnostics.map((it): JUnitCase => {
    const { severity, code, line, message } = it;
    const at = placeOf(file, it);
    const shared = { name: `${at} ${code}`, className: file, file, line };
    return severity === 'error' || strict
      ? { ...shared, failure: { message, type: severity, details: `${at} ${severity} ${message}` } }
      : { ...shared, output: `${severity}: ${message}` };
  });
  return cases.length > 0 ? cases : [{ name: `${file} is valid`, className: file, file, output: holds }];
};

const junit = ({ strict, files }: Validation): string =>
  junitReport(
    'mountguard validate',
    files.map((checked) => ({ name: checked.file, cases: casesOf(checked, strict) })),
  );

/** How the answer of `validate` is written. */
export const validationRenderers: Renderers<Validation> = { screen, json: jsonOf, sarif, junit };
