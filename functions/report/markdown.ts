import { printable } from '../core/model/printable.ts';

/** What Markdown, or the HTML in it, would take for more than text. */
const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '@': '&#64;' };

/** Text of anyone's making in Markdown: nothing of it is a mark, a mention, a link or HTML. */
export const escaped = (text: string, longest = 200): string =>
  text === '' ? '' : printable(text, longest).replaceAll(/[\\`*_{}[\]<>|~$&@]/g, (it) => marks[it] ?? `\\${it}`);

/** A table; its cells are escaped already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
