import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

const specifier = String.raw`await import\(\s*'([^'.][^']*)'\s*\)`;
const destructured = new RegExp(String.raw`const \{([\w\s,]+)\} = ${specifier}`, 'g');
const member = new RegExp(String.raw`\(${specifier}\)\.(\w+)`, 'g');

const narrowed = (names: string, module: string): string => {
  const list = names.split(',').map((name) => name.trim());
  return `await import('only:${list.filter((name) => name !== '').join(',')}:${module}')`;
};

/**
 * Lets esbuild drop what is not used of our own code, and of a package that it loads when it needs it: without this,
 * `await import()` keeps every export, and so every operation of an AWS client.
 */
export const narrowDynamicImports: Plugin = {
  name: 'narrow-dynamic-imports',
  setup(build) {
    build.onLoad({ filter: /[\\/]functions[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replaceAll(destructured, (_, names: string, module: string) => `const {${names}} = ${narrowed(names, module)}`)
        .replaceAll(member, (_, module: string, name: string) => `(${narrowed(name, module)}).${name}`),
      loader: 'ts',
    }));
    build.onResolve({ filter: /^only:/ }, ({ path, importer }) => ({
      path,
      namespace: 'only',
      pluginData: dirname(importer),
    }));
    build.onLoad({ filter: /./, namespace: 'only' }, ({ path, pluginData }) => {
      const [, names, module] = path.split(':');
      return { contents: `export { ${names} } from '${module}';`, resolveDir: pluginData };
    });
  },
};
