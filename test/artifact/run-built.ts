import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A function that `npm run build` makes. */
export type Built = 'remediate' | 'sweep' | 'publish';

const script = (name: Built): string => `
const { handler } = await import(${JSON.stringify(new URL(`../../dist/${name}/index.mjs`, import.meta.url).href)});
const facts = { functionName: '${name}', memoryLimitInMB: '512', invokedFunctionArn: 'arn' };
const context = () => ({ ...facts, awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 60_000 });
for (const event of JSON.parse(process.env.EVENTS)) console.log('answer ' + JSON.stringify(await handler(event, context())));
`;

/** Runs a built function on events, one after the other, in a fresh process that has only this environment; resolves to its answers. */
export const runBuilt = async (
  name: Built,
  env: Readonly<Record<string, string>>,
  events: readonly unknown[],
): Promise<unknown[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script(name)], {
    env: { ...env, EVENTS: JSON.stringify(events) },
  });
  const answers = stdout.split('\n').filter((line) => line.startsWith('answer '));
  return answers.map((line) => JSON.parse(line.slice('answer '.length)));
};
