import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtTemplate } from '../../artifact/organization/built.ts';
import { transform } from '../support/template.ts';
import { lint } from '../template/lint.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mountguard-organization-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The hub's template is one of SAM, the others are plain. */
const pathOf = async (name: string): Promise<string> => {
  if (name !== 'hub.json') return builtTemplate(name);
  const path = join(folder, name);
  await writeFile(path, await transform(builtTemplate(name)));
  return path;
};

describe('cfn-lint', () => {
  it.each(['hub.json', 'member-roles.json', 'member-forwarder.json'])(
    'has no error and no warning about %s',
    async (name) => {
      const said = await lint(await pathOf(name), 'aws', ['eu-west-1', 'us-east-1']);
      expect(said.filter(({ rule }) => !rule.startsWith('I'))).toEqual([]);
    },
  );
});
