import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const built = new URL('../../dist/remediate/index.mjs', import.meta.url).href;
const context = { functionName: 'remediate', awsRequestId: '1', memoryLimitInMB: '512', invokedFunctionArn: 'arn' };

const script = `
const { handler } = await import(${JSON.stringify(built)});
const context = { ...${JSON.stringify(context)}, getRemainingTimeInMillis: () => 60_000 };
for (const event of JSON.parse(process.env.EVENTS)) console.log('answer ' + JSON.stringify(await handler(event, context)));
`;

/** Runs the built function on events, one after the other, in a fresh process that has only this environment; resolves to its answers. */
export const runBuilt = async (
  env: Readonly<Record<string, string>>,
  events: readonly unknown[],
): Promise<unknown[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...env, EVENTS: JSON.stringify(events) },
  });
  const answers = stdout.split('\n').filter((line) => line.startsWith('answer '));
  return answers.map((line) => JSON.parse(line.slice('answer '.length)));
};
