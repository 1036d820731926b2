import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';
import { oraclePath, type Tool, toolPath } from './tool.ts';

const files = ['package.json', 'package-lock.json'];

/** A package of npm, by a lock file of its own. */
const npmTool = (name: string, ...options: readonly string[]): Tool => ({
  name,
  pins: files.map((file) => `${name}/${file}`),
  async install(folder) {
    for (const file of files) await copyFile(oraclePath(`${name}/${file}`), join(folder, file));
    await run('npm', ['ci', '--no-audit', '--no-fund', ...options], { cwd: folder });
  },
});

/** AWS's runtime interface client: the program that loads a function in Lambda. It compiles a native part. */
export const runtimeClient = npmTool('runtime-client');

/** The client's entry, to be run by Node with a handler's name. */
export const runtimeClientPath = (): string => toolPath('runtime-client/node_modules/aws-lambda-ric/index.mjs');

/** cfn-guard with the rules of AWS Control Tower, without the CDK that it can be a plug-in of. */
export const cfnGuard = npmTool('cfn-guard', '--legacy-peer-deps', '--ignore-scripts');

const guardPath = (path: string): string =>
  toolPath(join('cfn-guard/node_modules/@cdklabs/cdk-validator-cfnguard', path));

/** The program for this machine. */
export const cfnGuardPath = (): string => {
  const system = process.platform === 'darwin' ? 'macos' : 'ubuntu';
  return guardPath(`bin/${system}/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}/cfn-guard`);
};

/** The folder of its rules. */
export const controlTowerRules = (): string => guardPath('rules/control-tower/cfn-guard');
