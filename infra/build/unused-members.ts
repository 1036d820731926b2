import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import ts from 'typescript';
import { functionsWords, nodeNames } from './known-names.ts';

interface Member {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const parsed = (text: string): ts.SourceFile =>
  ts.createSourceFile('module.mjs', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);

/** The methods and accessors of the classes in a text. */
const membersOf = (text: string): readonly Member[] => {
  const found: Member[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node))
      for (const member of node.members)
        if ((ts.isMethodDeclaration(member) || ts.isAccessor(member)) && ts.isIdentifier(member.name))
          found.push({ name: member.name.text, start: member.getStart(), end: member.end });
    ts.forEachChild(node, visit);
  };
  visit(parsed(text));
  return found;
};

const countOf = (words: Iterable<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
};

/** The names of methods that the modules of one bundle define and that stand nowhere else in it, not even in a text. */
export const unusedMembers = (modules: readonly string[]): ReadonlySet<string> => {
  const words = countOf(modules.flatMap((module) => module.match(/[\w$]+/g) ?? []));
  const defined = countOf(modules.flatMap((module) => membersOf(module).map(({ name }) => name)));
  const unused = [...defined].filter(([name, times]) => words.get(name) === times && !nodeNames.has(name));
  return new Set(unused.map(([name]) => name));
};

const literal = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
]);

const wordsInLiterals = (text: string): readonly string[] => {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (literal.has(node.kind)) found.push(...((node as ts.LiteralLikeNode).text.match(/[\w$]+/g) ?? []));
    ts.forEachChild(node, visit);
  };
  visit(parsed(text));
  return found;
};

/**
 * The names of methods that only the packages in a bundle use among themselves: neither our code nor Node knows them, and no
 * text in the bundle has them. They may be called anything.
 */
export const internalMembers = (modules: readonly string[]): readonly string[] => {
  const inLiterals = new Set(modules.flatMap(wordsInLiterals));
  const names = new Set(modules.flatMap((module) => membersOf(module).map(({ name }) => name)));
  return [...names]
    .filter((name) => name.length > 4 && ![inLiterals, nodeNames, functionsWords].some((known) => known.has(name)))
    .toSorted();
};

/** A module without the methods of these names. */
export const withoutMembers = (module: string, names: ReadonlySet<string>): string =>
  membersOf(module)
    .filter(({ name }) => names.has(name))
    .toReversed()
    .reduce((text, { start, end }) => text.slice(0, start) + text.slice(end), module);

/** Leaves out of packages the methods of these names, so that what only they need goes with them. */
export const leavingOutMembers = (names: ReadonlySet<string>): Plugin => ({
  name: 'unused-members',
  setup(build) {
    const any = new RegExp(`\\b(?:${[...names].join('|')})\\b`);
    build.onLoad({ filter: /[\\/]node_modules[\\/].*\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return any.test(source) ? { contents: withoutMembers(source, names) } : undefined;
    });
  },
});
