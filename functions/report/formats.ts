import type { Look } from './look.ts';

/** The forms of an answer; a command has those that fit it. */
export const formats = ['pretty', 'plain', 'json', 'jsonl', 'md', 'csv', 'html', 'sarif', 'junit'] as const;

export type Format = (typeof formats)[number];

/** Whether a form is a screen, for a person to read. */
export const isScreenFormat = (format: Format): format is 'pretty' | 'plain' =>
  format === 'pretty' || format === 'plain';

type Render<Answer> = (answer: Answer, look: Look) => string;

/** How an answer is written: as a screen, with or without colour, and in the other forms that fit it. */
export type Renderers<Answer> = { readonly screen: Render<Answer> } & {
  readonly [F in Exclude<Format, 'pretty' | 'plain'>]?: Render<Answer>;
};

/** What a file's name ends in, and the form that it means. The longest comes first. */
export const suffixes: readonly (readonly [suffix: string, format: Format])[] = [
  ['.junit.xml', 'junit'],
  ['.sarif.json', 'sarif'],
  ['.sarif', 'sarif'],
  ['.jsonl', 'jsonl'],
  ['.json', 'json'],
  ['.csv', 'csv'],
  ['.txt', 'plain'],
  ['.md', 'md'],
  ['.html', 'html'],
];

/** The form that a file's name asks for. */
export const formatOfFile = (path: string): Format | undefined =>
  suffixes.find(([suffix]) => path.toLowerCase().endsWith(suffix))?.[1];
