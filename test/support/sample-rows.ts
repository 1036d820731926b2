import { readFileSync } from 'node:fs';
import { markdown, spansOf } from './markdown.ts';
import { tablesOf } from './markdown-table.ts';

/** One sample in `events/`, and what events/README.md says that mountguard does with it. */
export interface SampleRow {
  readonly file: string;
  readonly does: string;
}

/** The rows of the table in events/README.md; "the same" is spelled out. */
export const sampleRows = (): readonly SampleRow[] => {
  const rows: SampleRow[] = [];
  for (const { rows: all } of tablesOf(markdown('events/README.md'), 'file', 'what mountguard does')) {
    for (const { file = '', 'what mountguard does': does = '' } of all)
      rows.push({
        file: spansOf(file)[0] ?? file,
        does: does.startsWith('the same') ? (rows.at(-1)?.does ?? does) : does,
      });
  }
  return rows;
};

/** One sample, as JSON. */
export const sampleFile = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../events/${file}`, import.meta.url), 'utf8'));
