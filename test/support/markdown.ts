import { readFileSync } from 'node:fs';

const fence = /^ *```(\w*)\n(.*?)^ *```/gms;

/** A Markdown file of the project, as text. */
export const markdown = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The blocks of code in one language, in order. */
export const blocksOf = (text: string, language: string): readonly string[] =>
  [...text.matchAll(fence)].flatMap(([, name, block = '']) => (name === language ? [block] : []));

/** The commands of the shell blocks, in order; what follows a `#` is left out, and `&&` keeps them one command. */
export const commandsOf = (text: string): readonly string[] =>
  blocksOf(text, 'sh').flatMap((block) =>
    block
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  );

/** A text without its blocks of code. */
export const proseOf = (text: string): string => text.replace(fence, '');

/** What stands between backticks in the prose, in order. */
export const spansOf = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);

/** What the links of the prose point at. */
export const linksOf = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** The headings, as the anchors that GitHub makes of them. */
export const anchorsOf = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/^#+ +(.+)$/gm)].map(
    ([, heading = '']) =>
      `#${heading
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .trim()
        .replaceAll(' ', '-')}`,
  );

/** The paragraph of the prose that begins with these words; throws when there is none. */
export const paragraphOf = (text: string, start: string): string => {
  const found = proseOf(text)
    .split(/\n{2,}/)
    .find((paragraph) => paragraph.startsWith(start));
  if (found === undefined) throw new Error(`no paragraph begins with ${start}`);
  return found;
};
