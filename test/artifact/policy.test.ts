import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parsePolicy } from '../../functions/policy/parse-policy.ts';
import { bundle } from '../../infra/build/bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'mountguard-policy-'));
let built: typeof parsePolicy;

beforeAll(async () => {
  await bundle('functions/policy/parse-policy.ts', folder);
  built = (await import(pathToFileURL(join(folder, 'index.mjs')).href)).parsePolicy;
});

afterAll(() => rmSync(folder, { recursive: true }));

const same = (text: string): void => {
  expect(built(text, 'v')).toEqual(parsePolicy(text, 'v'));
};

it.each([
  '',
  '---\n...\n',
  '%YAML 1.1\n---\nversion: 1\nrules: []\n',
  '%YAML 1.3\n---\nrules: []\n',
  '%TAG ! tag:example.com,2000:\n---\nrules: !x []\n',
  'version: 1\nrules: []\n--- \nversion: 1\n',
  'version: 0x1\nrules: []\n',
  'version: 1.0\npaused: yes\nmode: ~\nrules: []\n',
  'version: 1\nrules: &all []\nexemptions: *all\n',
  'version: 1\nrules: !!seq []\n<<: { mode: audit }\n',
  'version: 1\nrules:\n  - name: >-\n      folded\n      text\n    securityGroups: [{ name: |+\n  x }]\n',
  'version: 1\nrules: [{ name: "\\u00e9\\x41", securityGroups: [{ id: sg-00000000 }] }]\n# end\n',
  'a: b: c\n\td: [\n',
  '{ "version": 1, "rules": [], "rules": [], ? x : y }',
])('is read by the bundle as by the sources: %j', (text) => {
  same(text);
});

it('is read by the bundle as by the sources, whatever it holds', () => {
  const parts = [
    ...['version: 1', 'rules:', 'name: a', 'when:', 'tags:', 'securityGroups:', 'id: sg-00000000', 'x: y', 'mode'],
    ...['- ', '? ', ': ', ', ', '[', ']', '{', '}', '#', '&a ', '*a', '!!str ', '|', '>-', '%YAML 1.2', '---', '...'],
    ...['"', "'", '\n', '\n  ', '\n    ', '\t', ' ', '1', '0o7', '-.5e3', 'null', 'true', '$', '\\', '\r\n'],
  ];
  const text = fc.array(fc.constantFrom(...parts), { maxLength: 40 }).map((all) => all.join(''));
  fc.assert(fc.property(text, same), { numRuns: 1_000 });
});
