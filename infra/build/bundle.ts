import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { leavingOut } from './leave-out.ts';
import { slimSchemas } from './slim-schemas.ts';

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

/**
 * Bundles one Lambda function for Node 24 as minified ESM into `outdir`: `index.mjs`, and chunks that load when they are
 * needed. Resolves to esbuild's account of what went in; paths in it are relative to the project.
 */
export const bundle = async (
  entry: string,
  outdir: string,
  { write = true, plugin = leavingOut().plugin } = {},
): Promise<Metafile> => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { index: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    // Node prints the line that an uncaught error came from.
    lineLimit: 2000,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // The browser build is the same code as ESM, of which only what is imported ships.
    alias: { yaml: fileURLToPath(new URL('../../node_modules/yaml/browser/dist/index.js', import.meta.url)) },
    plugins: [slimSchemas(exceptionClasses), plugin],
    legalComments: 'none',
    metafile: true,
    write,
    logLevel: 'warning',
  });
  assertNoLostClass(metafile);
  return metafile;
};
