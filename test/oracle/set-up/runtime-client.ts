import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';
import { oraclePath, type Tool, toolPath } from './tool.ts';

const files = ['package.json', 'package-lock.json'];

/** AWS's runtime interface client: the program that loads a function in Lambda. It compiles a native part. */
export const runtimeClient: Tool = {
  name: 'runtime-client',
  pins: files.map((file) => `runtime-client/${file}`),
  async install(folder) {
    for (const file of files) await copyFile(oraclePath(`runtime-client/${file}`), join(folder, file));
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
  },
};

/** The client's entry, to be run by Node with a handler's name. */
export const runtimeClientPath = (): string => toolPath('runtime-client/node_modules/aws-lambda-ric/index.mjs');
