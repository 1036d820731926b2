import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const inlined = (source: string): string => {
  const constants = source.matchAll(/^const (\w+) = "([^"\n]*)";$/gm);
  const literals = new Map(Array.from(constants, ([, name = '', text = '']) => [name, text]));
  return (
    source
      .replaceAll(/\[(\w+)\]:/g, (key, name: string) => (literals.has(name) ? `"${literals.get(name)}":` : key))
      // What EC2's protocol makes of the XML name anyway.
      .replaceAll(
        /"ec2QueryName": `(\w+)`,\s*("xmlName": (\w+)\b)/g,
        (both, query: string, xml: string, name: string) =>
          query === capitalized(literals.get(name) ?? '') ? xml : both,
      )
  );
};

/**
 * Lets esbuild drop the operations of an AWS client that are not used: writes the keys that its schemas compute from
 * constants (`{[_e]: _c}`) as literals (aws/aws-sdk-js-v3#7607), leaves out EC2 names that follow from others, and
 * registers only the exception classes in `kept`, so that every other error is the client's base exception under its
 * own `name`.
 */
export const inlineTraitKeys = (kept: readonly string[]): Plugin => ({
  name: 'inline-trait-keys',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ },
      async ({ path }) => ({
        contents: inlined(await readFile(path, 'utf8')).replaceAll(
          /^n0_registry\.registerError\(.*, (\w+)\);$/gm,
          (registration, name: string) => (kept.includes(name) ? registration : ''),
        ),
      }),
    );
  },
});
