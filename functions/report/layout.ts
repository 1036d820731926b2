import stringWidth from 'string-width';

/** Columns that a text takes on a terminal; colours take none. */
export const widthOf = (text: string): number => (/^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text));

/** A text with blanks behind it up to so many columns. */
export const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - widthOf(text)));

const graphemes = new Intl.Segmenter();

/** The beginning of a text without colours that fits into so many columns. */
export const clip = (text: string, columns: number): string => {
  if (widthOf(text) <= columns) return text;
  let clipped = '';
  for (const { segment } of graphemes.segment(text)) {
    if (widthOf(clipped + segment) > columns - 1) break;
    clipped += segment;
  }
  return `${clipped}…`;
};

/** Rows as columns of their widest cells, `gap` blanks apart; nothing stands behind the last cell of a row. */
export const columns = (rows: readonly (readonly string[])[], gap = 2): readonly string[] => {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : pad(cell, (widths[index] ?? 0) + gap)))
      .join('')
      .trimEnd(),
  );
};

/** A text in lines of so many columns, broken between words; a word that is longer stands alone. */
export const wrap = (text: string, columns: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
};

/** Words beside each other where they have room, otherwise one below the other. */
export const flow = (words: readonly string[], width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 3 + widthOf(word) <= width) lines[lines.length - 1] = `${last}   ${word}`;
    else lines.push(word);
  }
  return lines;
};

/** A text that is broken into lines, each so many blanks from the left. */
export const indented = (text: string, blanks: number, width: number): readonly string[] =>
  wrap(text, Math.max(20, width - blanks)).map((line) => `${' '.repeat(blanks)}${line}`);
