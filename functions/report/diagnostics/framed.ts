import type { Look } from '../look.ts';
import { codeFrame, visible } from './code-frame.ts';
import type { CheckedFile, Diagnostic } from './diagnostic.ts';

/** The lines of a text without their ends. */
export const linesOf = (text: string): readonly string[] => text.split(/\r?\n/);

/** Where something is, as editors and terminals open it. */
export const placeOf = (file: string, { line, column }: Diagnostic): string => `${visible(file)}:${line}:${column}`;

/** What was found in a file as a compiler says it: the place and a sentence, then the line with carets under what is meant. */
export const framed = ({ file, text, diagnostics }: CheckedFile, { width, paint }: Look): readonly string[] => {
  const lines = linesOf(text);
  return diagnostics.flatMap((it) => {
    const isError = it.severity === 'error';
    const word = isError ? paint.bad('error') : paint.change('warning');
    const gutter = String(it.line).length + 2;
    const { line, carets } = codeFrame(lines[it.line - 1] ?? '', it.column, it.endColumn, width - gutter - 3);
    const bar = paint.faint('|');
    return [
      `${paint.title(placeOf(file, it))} ${word} ${visible(it.message)}`,
      `${paint.faint(String(it.line).padStart(gutter))} ${bar} ${line}`.trimEnd(),
      `${' '.repeat(gutter)} ${bar} ${isError ? paint.bad(carets) : paint.change(carets)}`,
    ];
  });
};
