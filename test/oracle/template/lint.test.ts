import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templatePath, transform } from '../support/template.ts';
import { lint } from './lint.ts';

// What cfn-lint notes and the template means as it is.
const meant = [
  { rule: 'I3011', of: 'Resources/RemediateLogs', why: 'logs go with the stack; their retention is a parameter' },
  { rule: 'I3011', of: 'Resources/SweepLogs', why: 'logs go with the stack; their retention is a parameter' },
  { rule: 'I3011', of: 'Resources/Work', why: 'the sweep finds again whatever waits in the queue' },
  { rule: 'I3011', of: 'Resources/Undelivered', why: 'an alarm tells of it long before a stack is deleted' },
];

let folder: string;
const transformedTo = async (name: string, source: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, await transform(source));
  return path;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mountguard-template-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each([
  { template: 'template.yaml', path: async () => templatePath },
  { template: 'the transformed template', path: () => transformedTo('transformed.json', templatePath) },
])('cfn-lint on $template', ({ path }) => {
  it('has nothing to say but what is meant, and still says that', async () => {
    const said = new Set((await lint(await path())).map(({ rule, of }) => `${rule} ${of}`));
    expect([...said].toSorted()).toEqual(meant.map(({ rule, of }) => `${rule} ${of}`).toSorted());
  });
});

describe('cfn-lint', () => {
  it('finds a made-up action and an unused parameter once the template is transformed', async () => {
    const source = await readFile(templatePath, 'utf8');
    const wrong = source
      .replace('elasticfilesystem:DescribeFileSystems', 'elasticfilesystem:ImagineFileSystems')
      .replace('Parameters:\n  PolicyUri', 'Parameters:\n  Unused: { Type: String, Default: x }\n  PolicyUri');
    await writeFile(join(folder, 'wrong.yaml'), wrong);
    const said = await lint(await transformedTo('wrong.json', join(folder, 'wrong.yaml')));
    const rules = said.map(({ rule }) => rule);
    expect(rules).toContain('W3037');
    expect(rules).toContain('W2001');
  });
});
