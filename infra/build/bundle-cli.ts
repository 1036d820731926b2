import { readFile } from 'node:fs/promises';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { assertNoLostClass, exceptionClasses, shared } from './bundle.ts';
import { leavingOut } from './leave-out.ts';
import { slimSchemas } from './slim-schemas.ts';
import { hubOnly } from './stand-ins.ts';

const forPeople = {
  ...shared,
  target: 'node22',
  // What dependencies that are no ES modules need of Node.
  banner: {
    js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
  },
} satisfies BuildOptions;

/**
 * Bundles the command line, or what runs it, for Node 22 as minified ESM into `outdir`: the entry by its name, and chunks that
 * load when they are needed. Every credential provider of the SDK is in it, because people log in in every way.
 */
export const bundleCli = async (entryPoints: Readonly<Record<string, string>>, outdir: string): Promise<Metafile> => {
  const { metafile } = await build({
    ...forPeople,
    entryPoints: { ...entryPoints },
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    plugins: [slimSchemas(exceptionClasses)],
  });
  assertNoLostClass(metafile);
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
    ...forPeople,
    entryPoints: { local: entry },
    outdir,
    // The tables live in memory: what would keep them in files is native.
    alias: { ...shared.alias, level: 'memory-level' },
    plugins: [
      slimSchemas(exceptionClasses, ['infra/{local,sample}/**/*.ts']),
      dynaliteInOneFile,
      // The sample world is one account.
      leavingOut(hubOnly).plugin,
    ],
  });
  return metafile;
};
