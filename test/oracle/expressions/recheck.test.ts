import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { check } from 'recheck';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Expression {
  readonly at: string;
  readonly source: string;
  readonly flags: string;
}

/** What is filled in where an expression is put together: the prefix of an id, a run of zeros. */
const filledIn = '0';

/** The pattern of `new RegExp`, with something filled in for each of its parts. */
const madeOf = (argument: ts.Expression | undefined, at: string): string => {
  if (argument === undefined || !ts.isTemplateExpression(argument))
    throw new Error(`${at} makes an expression of something else than a template: its parts cannot be judged`);
  return [argument.head.text, ...argument.templateSpans.map(({ literal }) => filledIn + literal.text)].join('');
};

/** The regular expressions of one module. */
const expressionsIn = (path: string): readonly Expression[] => {
  const file = ts.createSourceFile(path, readFileSync(`${root}${path}`, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Expression[] = [];
  const visit = (node: ts.Node): void => {
    const at = `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp')
      found.push({
        at,
        source: madeOf(node.arguments?.[0], at),
        flags: node.arguments?.[1]?.getText().slice(1, -1) ?? '',
      });
    if (ts.isRegularExpressionLiteral(node)) {
      const [, source = '', flags = ''] = /^\/(.*)\/(\w*)$/s.exec(node.text) ?? [];
      found.push({ at, source, flags });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};

const written = globSync('functions/**/*.ts', { cwd: root }).toSorted().flatMap(expressionsIn);

it('finds the regular expressions of functions/', () => {
  expect(written.length).toBeGreaterThan(50);
});

/**
 * What recheck calls vulnerable although every repetition in it ends, so that the time for each character of a text has a
 * limit: what is often written in place of a reference (`REFERENCE_LIKE`), and a colon within a value.
 */
const isBounded = ({ at, source }: Expression): boolean =>
  /^functions\/policy\/(?:cross-check|slips)\.ts/.test(at) &&
  !/[*+]/.test(source.replaceAll(/\[(?:[^\]\\]|\\.)*\]|\\./g, ''));

it('knows the expressions that only look as if they took long', () => {
  expect(written.filter((it) => isBounded(it) && it.source.length > 70)).toHaveLength(2);
});

describe.each(written.filter((it) => !isBounded(it)))('$at', ({ source, flags }) => {
  it(`takes time that grows with the text alone: /${source}/${flags}`, async () => {
    expect(await check(source, flags, { timeout: 30_000 })).toMatchObject({ status: 'safe' });
  });
});
