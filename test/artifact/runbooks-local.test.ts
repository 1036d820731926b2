import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandsOf, markdown } from '../support/markdown.ts';
import { cli } from '../support/run-cli.ts';
import { scratch } from '../support/scratch.ts';
import { shellWords } from '../support/shell-words.ts';

const pages = readdirSync(new URL('../../infra/runbooks/', import.meta.url));
const told = new Set(
  pages.flatMap((page) => commandsOf(markdown(`infra/runbooks/${page}`)).filter((it) => it.startsWith('mountguard '))),
);

it('the commands of the runbooks run on the sample account, and each ends well', { timeout: 120_000 }, async () => {
  const { directory } = scratch({ 'policy.yaml': markdown('infra/policy.yaml') });
  const run = (words: readonly string[]) => cli([...words, '--local', '--yes', '--no-input'], { directory });
  const { fingerprint, results } = JSON.parse((await run(['plan', '--format', 'json'])).stdout);
  const { mountTarget, fileSystem } = results.find((row: { status: string }) => row.status === 'drifted');
  // The plan first, so that its changes are on record for what comes after.
  expect((await run(['apply', fingerprint])).code).toBe(0);
  const { changes } = JSON.parse((await run(['history', mountTarget.id, '--format', 'json'])).stdout);
  const filledIn = (command: string): string =>
    command
      .replaceAll('fsmt-…', mountTarget.id)
      .replaceAll('fs-…', fileSystem.id)
      .replaceAll('0123456789ab', fingerprint)
      .replaceAll('CHANGE_ID', changes[0].changeId);
  const rest = [...told].filter((command) => command !== 'mountguard apply 0123456789ab').toSorted();
  expect(rest.length).toBeGreaterThan(20);
  for (const command of rest) {
    const [, ...words] = shellWords(filledIn(command));
    const { code, stdout, stderr } = await run(words);
    expect(code, `${command}\n${stdout}${stderr}`).toBe(0);
  }
});
