import type { LineCounter } from 'yaml';
import { formatPath, type PolicyProblem, type Problem } from './policy-problem.ts';
import { sentence } from './wording.ts';

/** Gives a message about a place in a text its line and columns. */
export const placedAs = (
  { path, offset, end = offset }: Pick<Problem, 'path' | 'offset' | 'end'>,
  message: string,
  text: string,
  lines: LineCounter,
): PolicyProblem => {
  const { line, col: column } = lines.linePos(offset);
  const toLineEnd = text.slice(offset).search(/\r?\n|$/);
  const length = Math.max(1, Math.min(end - offset, toLineEnd));
  return { path: formatPath(path), line, column, endColumn: column + length, message };
};

/** Puts problems of a text into words, with their lines, in the order of the text; `whole` is what it is called. */
export const placed = (
  problems: readonly Problem[],
  text: string,
  lines: LineCounter,
  whole?: string,
): readonly PolicyProblem[] =>
  problems
    .toSorted((a, b) => a.offset - b.offset)
    .map((problem) => placedAs(problem, sentence(problem, whole), text, lines));
