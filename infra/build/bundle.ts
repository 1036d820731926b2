import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from '@swc/core';
import { type BuildOptions, build, type Metafile, type Plugin, transform } from 'esbuild';
import { leavingOut } from './leave-out.ts';
import { slimSchemas } from './slim-schemas.ts';
import { internalMembers, leavingOutMembers, unusedMembers } from './unused-members.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Exception classes that Powertools tests for; our own code goes by `error.name`. */
export const exceptionClasses = ['ConditionalCheckFailedException'];
const namedByPowertools = 'client-dynamodb';

export const assertNoLostClass = ({ outputs }: Metafile): void => {
  for (const [path, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
    const client = /(client-[a-z0-9-]+)\/dist-es\/models\/errors\.js$/.exec(path)?.[1];
    if (client !== undefined && bytesInOutput > 0 && client !== namedByPowertools) {
      throw new Error(
        `An exception class of ${client} is used, but no error in the bundle would be one: go by error.name`,
      );
    }
  }
};

/** How everything is bundled. */
export const shared = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  // The browser build is the same code as ESM, so that only what is imported ships.
  alias: { yaml: fileURLToPath(new URL('../../node_modules/yaml/browser/dist/index.js', import.meta.url)) },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

const options = (entry: string, outdir: string, plugins: readonly Plugin[]) =>
  ({
    ...shared,
    entryPoints: { index: entry },
    outdir,
    chunkNames: '[name]-[hash]',
    splitting: true,
    target: 'node24',
    plugins: [slimSchemas(exceptionClasses), ...plugins],
    write: false,
  }) satisfies BuildOptions;

/** Builds until no method is left that nothing names: what one method needed may be needed no more. */
const withoutUnused = async (
  entry: string,
  outdir: string,
  plugin: Plugin,
  unused: ReadonlySet<string> = new Set(),
): Promise<{ readonly plugins: readonly Plugin[]; readonly texts: readonly string[] }> => {
  const plugins = unused.size > 0 ? [plugin, leavingOutMembers(unused)] : [plugin];
  const { outputFiles } = await build(options(entry, outdir, plugins));
  const texts = outputFiles.map(({ text }) => text);
  const more = unusedMembers(texts).difference(unused);
  return more.size > 0 ? withoutUnused(entry, outdir, plugin, unused.union(more)) : { plugins, texts };
};

/** Smaller still, on lines of a length that Node can print of an uncaught error. */
const minified = async (text: string): Promise<string> => {
  const { code } = await minify(text, { module: true, ecma: 2020, mangle: true, compress: { passes: 3, ecma: 2020 } });
  return (await transform(code, { minify: true, lineLimit: 2000, target: 'node24', format: 'esm' })).code;
};

/**
 * Bundles one Lambda function for Node 24 as minified ESM into `outdir`: `index.mjs`, and chunks that load when they are
 * needed. Resolves to esbuild's account of what went in; paths in it are relative to the project.
 */
export const bundle = async (
  entry: string,
  outdir: string,
  { write = true, plugin = leavingOut().plugin } = {},
): Promise<Metafile> => {
  const { plugins, texts } = await withoutUnused(entry, outdir, plugin);
  const mangleProps = new RegExp(`^(?:${internalMembers(texts).join('|')})$`);
  const { outputFiles, metafile } = await build({ ...options(entry, outdir, plugins), mangleProps });
  assertNoLostClass(metafile);
  const files = await Promise.all(outputFiles.map(async ({ path, text }) => ({ path, code: await minified(text) })));
  for (const { path, code } of files) {
    const output = metafile.outputs[relative(root, path)];
    if (output) output.bytes = Buffer.byteLength(code);
    if (!write) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
  }
  return metafile;
};
