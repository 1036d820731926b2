import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { policyLoader } from '../../../functions/runtime/load-policy.ts';

const from = (texts: readonly string[]) => {
  const rest = [...texts];
  return policyLoader('ssm:/policy', async () => rest.shift() ?? '');
};
const good = 'version: 1\nrules: []\n';

it('names a policy by the first twelve digits of its SHA-256', async () => {
  const { version } = await from([good])();
  expect(version).toBe(createHash('sha256').update(good).digest('hex'));
});

it('parses the same text once, and another anew', async () => {
  const load = from([good, good, `${good}# changed\n`]);
  const [first, second, third] = [await load(), await load(), await load()];
  expect(second).toBe(first);
  expect(third.version).not.toBe(first.version);
});

it('tells every finding by where it is, and goes back to no earlier policy', async () => {
  const load = from([good, 'version: 2\nmode: sometimes\nrules: []\n']);
  await load();
  await expect(load()).rejects.toMatchObject({
    ...{ name: 'TerminalError', code: 'policy-invalid' },
    message: expect.stringMatching(/^ssm:\/policy: 1:10 .+; 2:7 /),
  });
});

it('passes on what the source says when there is no text', async () => {
  const load = policyLoader('ssm:/policy', () => Promise.reject(new Error('not there')));
  await expect(load()).rejects.toThrow('not there');
});

it('takes no file that is not UTF-8', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mountguard-'));
  try {
    await writeFile(join(folder, 'policy.yaml'), good, 'utf16le');
    await expect(policyLoader(`file:${folder}/policy.yaml`)()).rejects.toMatchObject({
      code: 'policy-invalid',
      message: expect.stringContaining('the policy is not text in UTF-8; save it as UTF-8'),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
