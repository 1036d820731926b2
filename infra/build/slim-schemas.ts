import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { trimMembers } from './trim-members.ts';

/** All code that names members of requests to AWS and of its answers. */
const code = [
  'functions/**/*.ts',
  'node_modules/@aws-lambda-powertools/idempotency/lib/esm/**/*.js',
  'node_modules/@aws-sdk/middleware-sdk-*/dist-es/**/*.js',
];

const wordsOfCode = (further: readonly string[]): ReadonlySet<string> => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const texts = globSync([...code, ...further], { cwd: root }).map((path) => readFileSync(`${root}/${path}`, 'utf8'));
  return new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
};

const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Writes a constant that is used once where it is used. */
const inPlace = (source: string, literals: ReadonlyMap<string, string>): string => {
  const counts = new Map<string, number>();
  for (const [word] of source.matchAll(/\b_\w+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return source.replaceAll(/(?<!const )\b_\w+/g, (word) =>
    counts.get(word) === 2 && literals.has(word) ? JSON.stringify(literals.get(word)) : word,
  );
};

const inlined = (source: string, literals: ReadonlyMap<string, string>): string =>
  source
    .replaceAll(/\[(\w+)\]:/g, (key, name: string) => (literals.has(name) ? `"${literals.get(name)}":` : key))
    // What EC2's protocol makes of the XML name anyway.
    .replaceAll(/"ec2QueryName": `(\w+)`,\s*("xmlName": (\w+)\b)/g, (both, query: string, xml: string, name: string) =>
      query === capitalized(literals.get(name) ?? '') ? xml : both,
    );

/**
 * Lets esbuild drop what is not used of an AWS client: writes the keys that its schemas compute from constants
 * (`{[_e]: _c}`) as literals (aws/aws-sdk-js-v3#7607), leaves out members that no code names and EC2 names that follow
 * from others, and registers only the exception classes in `kept`, so that every other error is the client's base
 * exception under its own `name`. `further` are patterns of more code that names members.
 */
export const slimSchemas = (kept: readonly string[], further: readonly string[] = []): Plugin => ({
  name: 'slim-schemas',
  setup(build) {
    const words = wordsOfCode(further);
    build.onLoad(
      { filter: /[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ },
      async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const constants = source.matchAll(/^const (\w+) = "([^"\n]*)";$/gm);
        const literals = new Map(Array.from(constants, ([, name = '', text = '']) => [name, text]));
        const trimmed = trimMembers(source, (member) => words.has(literals.get(member) ?? ''));
        const contents = inlined(inPlace(trimmed, literals), literals).replaceAll(
          /^n0_registry\.registerError\(.*, (\w+)\);$/gm,
          (registration, name: string) => (kept.includes(name) ? registration : ''),
        );
        if (contents === source) throw new Error(`${path} has no schemas that can be made smaller`);
        return { contents };
      },
    );
  },
});
