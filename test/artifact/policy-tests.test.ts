import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkPolicy } from '../../functions/policy/check-policy.ts';
import { recipes } from '../cookbook/recipe.ts';
import { faultOfCli } from '../support/cli-grammar.ts';
import { blocksOf, markdown, spansOf } from '../support/markdown.ts';
import { cli } from '../support/run-cli.ts';
import { scratch } from '../support/scratch.ts';
import { shellWords } from '../support/shell-words.ts';

const infra = fileURLToPath(new URL('../../infra/', import.meta.url));
const read = (name: string): string => readFileSync(`${infra}${name}`, 'utf8');
const isValid = new Ajv2020({ strict: false }).compile(JSON.parse(read('policy-test.schema.json')));

const page = markdown('infra/policies/pipeline.md');
const example = blocksOf(page, 'yaml').find((text) => text.startsWith('# policy.test.yaml'));

describe('the tests of the shipped policy', () => {
  it('pass, and leave no rule out', async () => {
    const { code, stdout } = await cli(['test', '--coverage'], { directory: infra });
    expect(code).toBe(0);
    expect(stdout).toMatch(/7 of 7 tests passed\./);
    expect(stdout).not.toContain('NOT');
  });

  it.each([
    ['infra/policy.test.yaml', read('policy.test.yaml')],
    ['the page about pipelines', example],
  ])('are valid by the schema: %s', (_, text) => {
    isValid(parse(String(text)));
    expect(isValid.errors).toBeNull();
  });
});

it('calls commands as they are called', async () => {
  const told = [
    ...spansOf(page).filter((span) => span.startsWith('mountguard ')),
    ...[...page.matchAll(/npx (mountguard .*)/g)].map(([, command = '']) => command),
  ];
  expect(told.length).toBeGreaterThan(5);
  for (const command of told)
    expect([command, await faultOfCli(shellWords(command).slice(1))]).toEqual([command, undefined]);
});

it('plays the example of the page about pipelines as it says', async () => {
  const { directory } = scratch({
    'policy.test.yaml': String(example),
    'policy.yaml':
      'version: 1\nrules: [{ name: nfs-by-environment, when: { tags: { environment: prod } }, securityGroups: [{ tags: { nfs-access: prod } }] }]\n',
  });
  expect(await cli(['test'], { directory })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^ok {2}a legacy/),
  });
});

it.each([{ id: 'policy', policy: read('policy.yaml') }, ...recipes])('warns of nothing in $id', ({ policy }) => {
  expect(checkPolicy(policy, '', Date.parse('2026-11-01')).findings).toEqual([]);
});
