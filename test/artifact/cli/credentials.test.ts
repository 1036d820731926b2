import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runBuiltCli } from '../../support/built-cli.ts';
import { scratch } from '../../support/scratch.ts';

const config = `
[profile base]
region = us-east-1
[profile role]
region = us-east-1
role_arn = arn:aws:iam::111122223333:role/reader
source_profile = base
[profile mfa]
region = us-east-1
role_arn = arn:aws:iam::111122223333:role/reader
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/ana
[profile sso]
region = us-east-1
sso_session = acme
sso_account_id = 111122223333
sso_role_name = PlatformAdmin
[sso-session acme]
sso_region = us-east-1
sso_start_url = https://acme.awsapps.com/start
`;
const credentials = '[base]\naws_access_key_id = local\naws_secret_access_key = local\n';

/** A proxy that lets nothing through, and what it was asked for. */
const closedProxy = async () => {
  const asked = new Set<string>();
  const server = createServer();
  server.on('connect', ({ url = '' }, socket) => {
    asked.add(url);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

/** Writes the token of a session that someone logged in to, good until a time. */
const logIn = async (home: string, expiresAt: string): Promise<void> => {
  const cache = join(home, '.aws', 'sso', 'cache');
  await mkdir(cache, { recursive: true });
  const token = { startUrl: 'https://acme.awsapps.com/start', region: 'us-east-1', accessToken: 'token', expiresAt };
  await writeFile(join(cache, `${createHash('sha1').update('acme').digest('hex')}.json`), JSON.stringify(token));
};

const planWith = async (flags: readonly string[], tokenUntil?: string) => {
  const { directory } = scratch({ config, credentials });
  if (tokenUntil !== undefined) await logIn(directory, tokenUntil);
  const { asked, url } = await closedProxy();
  const env = {
    HOME: directory,
    AWS_CONFIG_FILE: join(directory, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, 'credentials'),
    AWS_MAX_ATTEMPTS: '1',
    HTTPS_PROXY: url,
  };
  const words = ['plan', '--no-stack', '--no-input', ...flags];
  const { code, stderr } = await runBuiltCli(words, { env, cwd: directory });
  return { code, stderr, asked: [...asked] };
};

it.each([
  { name: 'keys of a profile', flags: ['--profile', 'base'] },
  { name: 'a profile that assumes a role', flags: ['--profile', 'role'] },
])(
  'asks STS through the proxy with $name',
  async ({ flags }) => {
    const { code, asked } = await planWith(flags);
    expect({ code, asked }).toEqual({ code: 1, asked: ['sts.us-east-1.amazonaws.com:443'] });
  },
  60_000,
);

it.each([
  {
    session: 'that lasts, through the proxy',
    tokenUntil: '2099-01-01T00:00:00Z',
    asked: ['portal.sso.us-east-1.amazonaws.com:443'],
    says: /^mountguard: no credentials could be had: .*portal\.sso.*check the profile, the network and HTTPS_PROXY/,
  },
  {
    session: 'that is over: no one, and says how to log in',
    tokenUntil: '2020-01-01T00:00:00Z',
    asked: [],
    says: /^mountguard: the SSO session has expired; log in again: aws sso login/,
  },
])(
  'asks for the credentials of an SSO session $session',
  async ({ tokenUntil, asked, says }) => {
    const found = await planWith(['--profile', 'sso'], tokenUntil);
    expect({ code: found.code, asked: found.asked }).toEqual({ code: 1, asked });
    expect(found.stderr).toMatch(says);
  },
  60_000,
);

it('asks for no code of an MFA device under --no-input, and says what to do', async () => {
  const { code, stderr, asked } = await planWith(['--profile', 'mfa']);
  expect({ code, asked }).toEqual({ code: 1, asked: [] });
  expect(stderr).toMatch(/^mountguard: the profile needs a code of arn:aws:iam::111122223333:mfa\/ana.*--no-input/);
}, 60_000);
