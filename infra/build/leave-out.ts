import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
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
    '@aws-sdk/middleware-endpoint-discovery',
    `
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { environmentVariableSelector: () => undefined, configFileSelector: () => undefined, default: false };
export const resolveEndpointDiscoveryConfig = (config) => config;
`,
  ],
]);

/** Modules of packages otherwise used: making, changing and writing YAML, hashes for a Node without crypto, caches in memory, S3, streams. */
const unused = [
  'yaml/browser/dist/stringify/stringify(Collection|Document|Pair|String)?',
  'yaml/browser/dist/(visit|doc/applyReviver|doc/createNode|nodes/addPairToJSMap|parse/cst-visit)',
  'checksum/\\w+/(Md5|Sha256)Js',
  'commons/lib/esm/LRUCache',
  'service-customizations/s3',
  'util-stream/sdk-stream-mixin([.]browser)?',
];

/** What matches the path of a module that ends so. */
const moduleAt = (path: string): RegExp => new RegExp(`/${path}[.]js$`.replaceAll('/', String.raw`[\\/]`));

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

/** What stands in the bundle for single modules, by how their paths end. */
const simplified = new Map([
  // The policy is read with this schema, and no tag is allowed in it.
  [
    'yaml/browser/dist/schema/tags',
    `
import { schema } from './core/schema.js';
export const coreKnownTags = {};
export const getTags = (customTags, name, merge) => {
  if (customTags || name !== 'core' || merge) throw new Error('only the core schema of YAML is part of this bundle');
  return schema.slice();
};
`,
  ],
  ['credential-provider-node/dist-es/index', credentialChain],
  // What a client makes of its own configuration when it has no extensions.
  [
    'client-[a-z0-9-]+/dist-es/runtimeExtensions',
    `
import { getHttpHandlerExtensionConfiguration } from '@smithy/core/protocols';
export const resolveRuntimeExtensions = (config, extensions) => {
  if (extensions.length > 0) throw new Error('extensions of AWS clients are not part of this bundle');
  getHttpHandlerExtensionConfiguration(config);
  return config;
};
`,
  ],
  // No client here is given a logger.
  [
    'middleware-logger/loggerMiddleware',
    `
export const getLoggerPlugin = () => ({ applyToStack: () => {} });
export { getLoggerPlugin as loggerMiddleware, getLoggerPlugin as loggerMiddlewareOptions };
`,
  ],
  // Lambda has no ~/.aws, and no instance metadata to take a Region from: both are found empty.
  [
    'shared-ini-file-loader/loadSharedConfigFiles',
    `
export { CONFIG_PREFIX_SEPARATOR } from './constants';
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });
`,
  ],
  [
    'signature-v4/dist-es/HeaderFormatter',
    `export class HeaderFormatter { format() { throw new Error('event streams are not part of this bundle'); } }`,
  ],
  ['regionConfig/getInstanceMetadataRegion', 'export const getInstanceMetadataRegion = async () => undefined;'],
]);

/** Keeps out of a Lambda bundle what Lambda never runs: other credential sources, JMESPath, event streams, writing YAML. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  setup(build) {
    const names = new RegExp(`^(${[...substitutes.keys()].join('|')})$`);
    build.onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({ contents: substitutes.get(path) ?? '' }));
    for (const path of unused)
      build.onLoad({ filter: moduleAt(path) }, async (module) => ({
        contents: absent(await readFile(module.path, 'utf8'), module.path),
      }));
    for (const [path, contents] of simplified)
      build.onLoad({ filter: moduleAt(path) }, (module) => ({ contents, resolveDir: dirname(module.path) }));
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[a-z0-9-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
