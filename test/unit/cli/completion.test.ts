import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cli } from '../../support/run-cli.ts';

const completed = (script: string, words: readonly string[]): readonly string[] => {
  const line = `${script}\nCOMP_WORDS=(${words.map((it) => `'${it}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _mountguard; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', line], { encoding: 'utf8' }).trim().split('\n');
};

it.each([
  { words: ['mountguard', 'compl'], offers: ['completion'] },
  { words: ['mountguard', 'completion', 'z'], offers: ['zsh'] },
  { words: ['mountguard', 'completion', '--form'], offers: ['--format'] },
  { words: ['mountguard', 'completion', '--format', 'js'], offers: ['json', 'jsonl'] },
])('has bash complete $words', async ({ words, offers }) => {
  const { stdout } = await cli(['completion', 'bash']);
  expect(completed(stdout, words)).toEqual(offers);
});

it.each(['zsh', 'fish'])('names every command and flag to %s', async (shell) => {
  const { stdout } = await cli(['completion', shell]);
  for (const word of ['completion', 'format', 'endpoint-url', 'sarif']) expect(stdout).toContain(word);
});

it('is also written to a file, and says where', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mountguard-cli-'));
  const { stdout, stderr } = await cli(['completion', 'fish', '--out', 'fish.txt'], { directory: folder });
  expect(await readFile(join(folder, 'fish.txt'), 'utf8')).toBe(stdout);
  expect(stderr).toBe(`written: ${join(folder, 'fish.txt')}\n`);
  await rm(folder, { recursive: true });
});

it.each([
  [['--format', 'json'], '--format json is not a form of this answer; write one of pretty, plain'],
  [['--out', 'words.csv'], '--out words.csv has no suffix of a form of this answer; end it in one of .txt'],
])('refuses %j before any work', async (flags, says) => {
  const { code, stdout, stderr } = await cli(['completion', 'fish', ...flags]);
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: `mountguard: ${says}\n` });
});
