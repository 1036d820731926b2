import { type Problem, problemAt } from './policy-problem.ts';

/** A way in which people mistype policies, as it shows in the text. */
interface Slip {
  readonly mark: RegExp;
  readonly says: string;
  readonly remedy: string;
}

/** What makes a text something else than YAML, or hides what it says. */
const always: readonly Slip[] = [
  { mark: /^\uFFFD|\0/, says: 'is not text in UTF-8', remedy: 'save it as UTF-8' },
  { mark: /\uFFFD/, says: 'has a character here that is not UTF-8', remedy: 'save it as UTF-8' },
  { mark: /^(?:```|~~~)/m, says: 'has a Markdown fence here', remedy: 'remove the lines of ``` around it' },
  { mark: /^(?:<{7}|={7}|>{7})(?!\S)/m, says: 'has the marks of a merge conflict here', remedy: 'resolve it' },
  { mark: /\r(?!\n)/, says: 'has a line here that ends with CR alone', remedy: 'save it with LF or CRLF as line ends' },
];

const JSON_COMMENT: Slip = {
  mark: /(?<=[\s,{}[\]])\/[/*]/,
  says: 'has a comment here, which JSON does not have',
  remedy: 'remove it, or write YAML with # before comments',
};

/** What may lie behind an error of syntax in the same line, or up to two lines later. */
const near: readonly Slip[] = [
  { mark: /^ *\t(?=[ \t]*\S)/gm, says: 'is indented with a tab here', remedy: 'use spaces' },
  {
    mark: /(?:[\u00A0\u1680\u2000-\u200F\u2028\u2029\u202F\u205F\u2060\u3000]|(?!^)\uFEFF)(?<=(?:^|[:,{[-])[ \t]*.)/gms,
    says: 'has a no-break or invisible space here',
    remedy: 'replace it with an ordinary space',
  },
  {
    mark: /\b(?=\w+:)(?<=^[ \t]*(?:rules|securityGroups|never|exemptions):[ \t]*\r?\n[ \t]+)/gm,
    says: 'has no dash before the first field of an item here',
    remedy: 'put "- " there',
  },
  {
    mark: /(?:-(?=[\w{["'])|[*•–—](?= ))(?<=^[ \t]*.)/gm,
    says: 'has an item here that does not begin with "- "',
    remedy: 'write a dash and a space',
  },
  { mark: /^>(?=[ \t\w])/gm, says: 'has > at the start of a line here', remedy: 'remove it from every line' },
  { mark: /^[ \t]*\/[/*]/gm, says: 'has a comment here that does not begin with #', remedy: 'begin it with #' },
];

/** What may lie behind an error of syntax in the same line. */
const inLine: readonly Slip[] = [
  { mark: /\\n(?=[ \w])/, says: 'has \\n where a line ends here', remedy: 'write each field on a line of its own' },
  { mark: /\{%/, says: 'has {% here', remedy: 'fill in the template' },
  { mark: /[“”„‟‘’‚‛](?<=(?:^|[{[,:-])\s*.)/, says: 'has curly quotes here', remedy: 'write straight quotes' },
  { mark: /\$\{/, says: `has \${...} without quotes here`, remedy: 'put the value in quotes' },
  { mark: /(?<=^[\s{[,-]*[\w-]+:)(?=[^\s:/])/, says: 'has no space after the colon here', remedy: 'put one there' },
  { mark: /(?<=^[\s{[,-]*\w[\w-]*) {0,8}=/, says: 'has = where a colon belongs', remedy: 'write name: value' },
  { mark: /[：，｛｝［］]/, says: 'has a full-width sign here', remedy: 'write the ordinary one' },
  { mark: /(?<=[\s{[,:])[@`%|>]/, says: 'has a reserved character here', remedy: 'put the value in quotes' },
  {
    mark: /:(?=\s)(?<=(?:^[\s-]{0,99}|[{,]\s{0,99})\w[\w-]{0,99}: {1,99}[^\s{}[\],:.][^{}[\],:]{0,256}:)/,
    says: 'has a colon within a value here',
    remedy: 'put the value in quotes',
  },
];

const UNCLOSED: Slip = {
  mark: /(?<=[\s{[,])["']/,
  says: 'has a quote here that is not closed',
  remedy: 'close it with the same kind of quote',
};

/** Whether a text is JSON, or would be but for slips: YAML in braces seldom has its first field in quotes. */
const isJson = (text: string): boolean => /^\s*(?:\{\s*["}/]|\[)/.test(text);

const seen = ({ mark, says, remedy }: Slip, text: string, from = 0): readonly Problem[] => {
  const { index } = mark.exec(text) ?? {};
  return index === undefined ? [] : [problemAt(from + index, says, remedy)];
};

/** Blanks out what stands in quotes on one line, and YAML comments. A quote that is not closed stays, with its line. */
const bare = (text: string): string =>
  text.replaceAll(/"(?:[^"\\\n]|\\.)*("|\\?$)|'[^'\n]*('|$)|(?<=^|\s)#.*/gm, (it, double?: string, single?: string) =>
    (double ?? single ?? '#').length === 1 && double !== '\\' ? '.'.repeat(it.length) : it,
  );

/** The slip that keeps a text from being read, or from being read as its author meant it, before it is parsed. */
export const slipIn = (text: string): Problem | undefined => {
  return [...always.flatMap((slip) => seen(slip, text)), ...(isJson(text) ? seen(JSON_COMMENT, bare(text)) : [])][0];
};

/** The slip that an error of syntax comes from, if it is one of those that people often make. */
export const slipBehind = (text: string, offset: number, message: string): Problem | undefined => {
  const shown = bare(text);
  const start = shown.lastIndexOf('\n', offset - 1) + 1;
  const [line = ''] = shown.slice(start).split('\n', 1);
  const from = shown.lastIndexOf('\n', shown.lastIndexOf('\n', start - 2) - 1) + 1;
  const unclosed = /Missing closing .quote/.test(message) ? seen(UNCLOSED, shown) : [];
  return [
    ...unclosed,
    ...near.flatMap(({ mark, says, remedy }) =>
      [...shown.matchAll(mark)]
        .filter(({ index }) => index >= from && index <= start + line.length)
        .map(({ index }) => problemAt(index, says, remedy)),
    ),
    ...inLine.flatMap((slip) => seen(slip, line, start)),
  ][0];
};
