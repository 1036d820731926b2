import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandsOf, markdown } from '../../support/markdown.ts';
import { shellWords } from '../../support/shell-words.ts';
import { pythonProgram } from '../set-up/python.ts';
import { run } from '../set-up/run.ts';
import { oraclePath } from '../set-up/tool.ts';

const folder = new URL('../../../infra/runbooks/', import.meta.url);
const pages = ['infra/landing-zone.md', ...readdirSync(folder).map((page) => `infra/runbooks/${page}`)];

/** What botocore's models say against commands of the AWS CLI. */
const faultsOf = async (commands: readonly (readonly string[])[]): Promise<unknown> =>
  JSON.parse(
    await run(pythonProgram('aws', 'python'), [oraclePath('template/aws_commands.py'), JSON.stringify(commands)]),
  );

it('the runbooks call AWS by services, operations and parameters that botocore has', async () => {
  const commands = pages.flatMap((page) =>
    commandsOf(markdown(page))
      .map(shellWords)
      .filter(([program]) => program === 'aws'),
  );
  expect(commands.length).toBeGreaterThan(100);
  expect(await faultsOf(commands)).toEqual([]);
});

it.each([
  { command: 'aws elb describe-thing', says: 'describe-thing' },
  { command: 'aws efs describe-mount-targets --mount-target fsmt-1', says: '--mount-target' },
  { command: 'aws efs tag-resource --resource-id fs-1', says: 'Tags' },
  { command: 'aws nothing at-all', says: 'nothing' },
])('botocore has something against $command', async ({ command, says }) => {
  expect(await faultsOf([shellWords(command)])).toEqual([expect.stringContaining(says)]);
});
