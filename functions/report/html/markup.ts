import { revealed } from '../../core/model/printable.ts';

/** HTML that is safe to stand in a page. */
export interface Markup {
  readonly markup: string;
}

/** What a template takes: text, which is escaped, or markup, which is not. */
export type Part = string | number | null | undefined | false | Markup | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of anyone's making as HTML, for an element or a quoted attribute. */
export const escapeHtml = (text: string): string => revealed(text).replaceAll(/[&<>"']/g, (it) => entities[it] ?? it);

const write = (part: Part): string => {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(write).join('');
};

/** A template of HTML; whatever is put into it is escaped, unless it is markup itself. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: texts.map((text, n) => text + write(parts[n])).join(''),
});

/** Text that is no HTML but stands in a page unescaped: a style sheet, a script. */
export const raw = (markup: string): Markup => ({ markup });

/** A value as JSON that can stand in a `script` element: nothing in it ends the element or begins a comment. */
export const jsonInScript = (value: unknown): Markup =>
  raw(
    JSON.stringify(value).replaceAll(
      /[<>&\u2028\u2029]/g,
      (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
