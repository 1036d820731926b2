import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oraclePath } from '../set-up/tool.ts';
import { templatePath, transform } from '../support/template.ts';
import { lint } from './lint.ts';

// What cfn-lint notes and the template means as it is: no word on what becomes of these when they go.
const meant = [
  { of: 'Resources/Work', why: 'the sweep finds again whatever waits in the queue' },
  { of: 'Resources/RegionWork', why: 'the sweep finds again whatever waits in the queue' },
  ...['Work', 'RegionWork', 'Events', 'RegionEvents', 'Timer', 'Sweep'].map((source) => ({
    of: `Resources/${source}Undelivered`,
    why: 'an alarm tells of it long before a stack is deleted',
  })),
];
const unsaid = meant.flatMap(({ of }) =>
  ['DeletionPolicy', 'UpdateReplacePolicy'].map((property) => `I3011 ${of} '${property}' is a required property`),
);

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
    const said = (await lint(await path())).map(({ rule, of, message }) => `${rule} ${of} ${message.split(' (')[0]}`);
    expect(said.toSorted()).toEqual(unsaid.toSorted());
  });

  it('has no error and no warning in its newer version either', async () => {
    const said = await lint(await path(), 'sam');
    expect(said).not.toEqual([]);
    expect(said.filter(({ rule }) => !rule.startsWith('I'))).toEqual([]);
  });
});

describe('cfn-lint', () => {
  it('is told nowhere to keep quiet', async () => {
    const project = dirname(templatePath);
    expect((await readdir(project)).filter((name) => name.startsWith('.cfnlintrc'))).toEqual([]);
    expect(await readFile(templatePath, 'utf8')).not.toMatch(/cfn-lint|ignore_checks/i);
    expect(await readFile(oraclePath('template/lint.ts'), 'utf8')).not.toMatch(/--ignore/);
  });

  it('finds a made-up action and an unused parameter once the template is transformed', async () => {
    const source = await readFile(templatePath, 'utf8');
    const wrong = source
      .replace('elasticfilesystem:DescribeFileSystems', 'elasticfilesystem:ImagineFileSystems')
      .replace('Parameters:\n  Writes', 'Parameters:\n  Unused: { Type: String, Default: x }\n  Writes');
    await writeFile(join(folder, 'wrong.yaml'), wrong);
    const said = await lint(await transformedTo('wrong.json', join(folder, 'wrong.yaml')));
    const rules = said.map(({ rule }) => rule);
    expect(rules).toContain('W3037');
    expect(rules).toContain('W2001');
  });
});
