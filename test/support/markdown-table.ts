/** A table of the prose: its rows by the names of its columns, and where in the text it begins. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly index: number;
}

const cellsOf = (line: string): readonly string[] =>
  line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());

/** The tables that have these columns among others, in order; throws when there is none. */
export const tablesOf = (text: string, ...columns: readonly string[]): readonly Table[] => {
  const found = [...text.matchAll(/(?:^\|.*\|$\n?)+/gm)].flatMap(({ 0: lines, index }): readonly Table[] => {
    const [head = '', , ...body] = lines.trim().split('\n');
    const names = cellsOf(head);
    if (!columns.every((column) => names.includes(column))) return [];
    const rows = body.map((line) => Object.fromEntries(cellsOf(line).map((cell, at) => [names[at] ?? '', cell])));
    return [{ columns: names, rows, index }];
  });
  if (found.length === 0) throw new Error(`no table has the columns ${columns.join(', ')}`);
  return found;
};
