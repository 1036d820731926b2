import { chmod, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { assertNoLostClass, exceptionClasses } from './bundle.ts';
import { slimSchemas } from './slim-schemas.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What dependencies that are no ES modules need of Node. */
const banner = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

const shared: BuildOptions = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  banner: { js: banner },
  legalComments: 'none',
  logLevel: 'warning',
};

const yaml = fileURLToPath(new URL('../../node_modules/yaml/browser/dist/index.js', import.meta.url));

/**
 * Bundles the command line for Node 22 as minified ESM into `outdir`: `main.mjs`, and chunks that load when they are needed.
 * Every credential provider of the SDK is in it, because people log in in every way.
 */
export const bundleCli = async (entry: string, outdir: string): Promise<Metafile> => {
  const { metafile } = await build({
    ...shared,
    entryPoints: { main: entry },
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    alias: { yaml },
    plugins: [slimSchemas(exceptionClasses)],
    metafile: true,
  });
  assertNoLostClass(metafile);
  await chmod(`${outdir}/main.mjs`, 0o755);
  return metafile;
};

/** dynalite computes the names of the files that it requires; written out whole, esbuild finds them. */
const dynaliteInOneFile: Plugin = {
  name: 'dynalite-in-one-file',
  setup(plugin) {
    plugin.onLoad({ filter: /[\\/]dynalite[\\/]index\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replaceAll(
        /require\('(.\/(?:actions|validations)\/)' \+ action\)/g,
        "require('$1' + action + '.js')",
      );
      if (contents === source) throw new Error(`${path} has no require that can be written out`);
      return { contents };
    });
  },
};

/** Bundles the sample world of `--local` as one file beside the command line, which loads it when it is asked for. */
export const bundleLocal = async (entry: string, outdir: string): Promise<Metafile> => {
  const { metafile } = await build({
    ...shared,
    entryPoints: { local: entry },
    outdir,
    // The tables live in memory: what would keep them in files is native.
    alias: { yaml, level: 'memory-level' },
    plugins: [slimSchemas(exceptionClasses, ['infra/{local,sample}/**/*.ts']), dynaliteInOneFile],
    metafile: true,
  });
  return metafile;
};
