import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { assertNoLostClass, exceptionClasses } from './bundle.ts';
import { slimSchemas } from './slim-schemas.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What dependencies that are no ES modules need of Node. */
const banner = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

/**
 * Bundles the command line for Node 22 as minified ESM into `outdir`: `main.mjs`, and chunks that load when they are needed.
 * Every credential provider of the SDK is in it, because people log in in every way.
 */
export const bundleCli = async (entry: string, outdir: string): Promise<Metafile> => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { main: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    alias: { yaml: fileURLToPath(new URL('../../node_modules/yaml/browser/dist/index.js', import.meta.url)) },
    plugins: [slimSchemas(exceptionClasses)],
    banner: { js: banner },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  assertNoLostClass(metafile);
  await chmod(`${outdir}/main.mjs`, 0o755);
  return metafile;
};
