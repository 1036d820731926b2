import { printable } from '../core/model/printable.ts';

/** Text of anyone's making in Markdown: nothing of it is a mark, a link or HTML. */
export const escaped = (text: string, longest = 200): string =>
  printable(text, longest).replaceAll(/[\\`*_{}[\]()<>#+!|~$@&:-]/g, (it) =>
    /[-:()+!#]/.test(it)
      ? it
      : it === '<'
        ? '&lt;'
        : it === '>'
          ? '&gt;'
          : it === '&'
            ? '&amp;'
            : it === '@'
              ? '&#64;'
              : `\\${it}`,
  );

/** A table; its cells are escaped already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
