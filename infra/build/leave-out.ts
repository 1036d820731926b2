import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Plugin } from 'esbuild';

/** What stands in the bundle for modules that Lambda never runs; what is asked of one nevertheless fails by name. */
const substitutes = new Map([
  ['bowser', `throw new Error('bowser, which reads the browser\\'s name, is not part of this bundle');`],
  ['@smithy/core/event-streams', `throw new Error('event streams are not part of this bundle');`],
  [
    '@aws-lambda-powertools/jmespath',
    `export const search = () => { throw new Error('JMESPath is not part of this bundle: choose the idempotency key with dataIndexArgument'); };`,
  ],
  ['@aws-lambda-powertools/jmespath/functions', 'export class PowertoolsFunctions {}'],
  [
    '@aws-sdk/endpoint-cache',
    `export class EndpointCache { get() { throw new Error('DynamoDB endpoint discovery is not part of this bundle'); } }`,
  ],
]);

/** Files of packages otherwise used: writing YAML, and hashes for a Node without crypto. */
const unused =
  /yaml[\\/]browser[\\/]dist[\\/]stringify[\\/]stringify(Collection|Document|Pair|String)?\.js$|[\\/]checksum[\\/]\w+[\\/](Md5|Sha256)Js\.js$/;

const absent = (source: string, path: string): string => {
  const lists = Array.from(source.matchAll(/^export (?:\{([^}]+)\}|(?:class|const|function) (\w+))/gm));
  const names = lists.flatMap(([, list, name]) => (list ?? name ?? '').split(',')).map((name) => name.trim());
  const message = JSON.stringify(`${basename(path)} is not part of this bundle`);
  return `function absent() { throw new Error(${message}); }\nexport { ${names.map((name) => `absent as ${name}`).join()} };`;
};

/** Lambda hands a function its role's credentials in the environment, or from a local endpoint. */
const credentialChain = `
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { memoizeChain } from './runtime/memoize-chain';
export const defaultProvider = (init) => memoizeChain([
  async () => {
    if (process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI || process.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI) {
      const { fromHttp } = await import('@aws-sdk/credential-provider-http');
      return fromHttp(init)();
    }
    if (process.env.AWS_PROFILE && !process.env.AWS_ACCESS_KEY_ID) {
      throw new Error('Profiles, SSO and web identities are not part of this bundle: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
    }
    return fromEnv(init)();
  },
], (credentials) => credentials.expiration !== undefined && credentials.expiration.getTime() - Date.now() < 300_000);
`;

/** Keeps out of a Lambda bundle what Lambda never runs: other credential sources, JMESPath, event streams, writing YAML. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  setup(build) {
    const names = new RegExp(`^(${[...substitutes.keys()].join('|')})$`);
    build.onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({ contents: substitutes.get(path) ?? '' }));
    build.onLoad({ filter: unused }, async ({ path }) => ({ contents: absent(await readFile(path, 'utf8'), path) }));
    build.onLoad({ filter: /[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/ }, () => ({
      contents: credentialChain,
    }));
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[a-z0-9-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
