import { readFileSync, writeFileSync } from 'node:fs';

/** An approved screen, with values for what differs each time. */
const screen = (name: string): string =>
  readFileSync(new URL(`../test/artifact/cli/screens/${name}.txt`, import.meta.url), 'utf8')
    .trimEnd()
    .replace('CHANGEID', '4e21ffa8')
    .replace('N.N s', '0.3 s')
    .replace('YYYY-MM-DD', '2026-12-31');

/** What each picture of the README shows, as the tests have approved it. */
const shown: Readonly<Record<string, () => string>> = {
  plan: () => screen('apply-80').split('\nThis writes to')[0]?.trimEnd() ?? '',
  refusal: () => screen('explain-refused-80'),
};

/** The names of the pictures. */
export const pictures: readonly string[] = Object.keys(shown);

const [lineHeight, charWidth, margin] = [18, 8.4, 16];

/** As a terminal colours it, by what a line begins with; the sign says the same. */
const colours: readonly (readonly [RegExp, string])[] = [
  [/^\s*\+ /, '#7ee787'],
  [/^\s*- /, '#ff7b72'],
  [/^! |FAILED|^refused/, '#ffa657'],
  [/^~ /, '#79c0ff'],
];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A picture of a screen of the command line: SVG, in the colours of a dark terminal. */
export const pictureOf = (name: string): string => {
  const lines = shown[name]?.().split('\n') ?? [];
  const longest = Math.max(...lines.map(({ length }) => length));
  const [width, height] = [Math.ceil(longest * charWidth) + 2 * margin, lines.length * lineHeight + 2 * margin];
  const drawn = lines.map((line, n) => {
    const [, colour = '#d6dbe1'] = colours.find(([begins]) => begins.test(line)) ?? [];
    const y = margin + (n + 0.75) * lineHeight;
    return `<text x="${margin}" y="${y}" fill="${colour}" xml:space="preserve">${escaped(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${name}"`,
    '  font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">',
    `<rect width="${width}" height="${height}" rx="8" fill="#14181d"/>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
};

if (import.meta.main)
  for (const name of pictures) writeFileSync(new URL(`pictures/${name}.svg`, import.meta.url), pictureOf(name));
