import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hosts } from './endpoints.ts';
import { slimClient } from './service-clients.ts';

/** What stands in the bundle for a module: a text, or what is made of the module's own text. */
export type StandIn = string | ((source: string, path: string) => string);

/** For a module that no function runs: everything that it exports throws an error with the module's name. */
const absent: StandIn = (source, path) => {
  const lists = Array.from(source.matchAll(/^export (?:\{([^}]+)\}|(?:class|const|function) (\w+))/gm));
  const names = lists.flatMap(([, list, name]) => (list ?? name ?? '').split(',')).map((name) => name.trim());
  const message = JSON.stringify(`${basename(path)} is not part of this bundle`);
  return `function absent() { throw new Error(${message}); }\nexport { ${names.map((name) => `absent as ${name}`).join()} };`;
};

const endpoints = JSON.stringify(fileURLToPath(new URL('endpoints.ts', import.meta.url)));

const endpointResolver: StandIn = (_, path) => {
  const client = /client-([a-z0-9-]+)/.exec(path)?.[1] ?? '';
  if (!Object.hasOwn(hosts, client)) throw new Error(`endpoints.ts does not know the endpoints of client-${client}`);
  return `
import { endpointOf, hosts } from ${endpoints};
export const defaultEndpointResolver = endpointOf(hosts['${client}']);
`;
};

/** The reader of YAML, without what changes and writes YAML. */
const yamlNodes: Readonly<Record<string, StandIn>> = {
  'nodes/Node': `
import { NODE_TYPE } from './identity.js';
export class NodeBase { constructor(type) { this[NODE_TYPE] = type; } }
`,
  'nodes/Scalar': `
import { SCALAR } from './identity.js';
import { NodeBase } from './Node.js';
export class Scalar extends NodeBase { constructor(value) { super(SCALAR); this.value = value; } }
for (const type of ['BLOCK_FOLDED', 'BLOCK_LITERAL', 'PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE']) Scalar[type] = type;
`,
  'nodes/Alias': `
import { ALIAS } from './identity.js';
import { NodeBase } from './Node.js';
export class Alias extends NodeBase { constructor(source) { super(ALIAS); this.source = source; } }
`,
  'nodes/Pair': `
import { NODE_TYPE, PAIR } from './identity.js';
export class Pair { constructor(key, value = null) { this[NODE_TYPE] = PAIR; this.key = key; this.value = value; } }
`,
  'nodes/YAMLMap': `
import { MAP } from './identity.js';
import { NodeBase } from './Node.js';
export class YAMLMap extends NodeBase { items = []; constructor() { super(MAP); } }
YAMLMap.tagName = 'tag:yaml.org,2002:map';
`,
  'nodes/YAMLSeq': `
import { SEQ } from './identity.js';
import { NodeBase } from './Node.js';
export class YAMLSeq extends NodeBase { items = []; constructor() { super(SEQ); } }
YAMLSeq.tagName = 'tag:yaml.org,2002:seq';
`,
  // Only the composer makes one, with directives and without contents.
  'doc/Document': `
import { Schema } from '../schema/Schema.js';
export class Document {
  constructor(_, options) {
    this.errors = [];
    this.warnings = [];
    this.options = { strict: true, uniqueKeys: true, ...options };
    this.directives = options._directives.atDocument();
    this.schema = new Schema(options);
  }
}
`,
  // The policy is read with this schema, and no tag is allowed in it.
  'schema/tags': `
import { schema } from './core/schema.js';
export const coreKnownTags = {};
export const getTags = (customTags, name, merge) => {
  if (customTags || name !== 'core' || merge) throw new Error('only the core schema of YAML is part of this bundle');
  return schema.slice();
};
`,
  'stringify/stringifyNumber': absent,
  'stringify/stringifyString': absent,
  visit: absent,
  'parse/cst-scalar': absent,
  'parse/cst-stringify': absent,
  'parse/cst-visit': absent,
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

/** A function handles one event at a time, so Powertools need not keep the state of invocations apart. */
const oneInvocation: StandIn = (source, path) => {
  const question = 'shouldUseInvokeStore()';
  if (!source.includes(question)) throw new Error(`${basename(path)} does not ask ${question} any more`);
  return source.replaceAll(question, 'false');
};

const powertools = '@aws-lambda-powertools';
const sdkCore = '@aws-sdk/core/dist-es/submodules';
const smithyCore = '@smithy/core/dist-es/submodules';

/**
 * What stands in every Lambda bundle for modules, by how their paths end (`.js` is left out, `*` is a part of a name). Other
 * credential sources, JMESPath, event streams and writing YAML never run there. Calling one of them fails by its name.
 */
const everywhere: Readonly<Record<string, StandIn>> = {
  ...Object.fromEntries(Object.entries(yamlNodes).map(([path, standIn]) => [`yaml/browser/dist/${path}`, standIn])),

  [`${powertools}/jmespath/lib/esm/index`]: `
export const search = () => { throw new Error('JMESPath is not part of this bundle: choose the idempotency key with dataIndexArgument'); };
`,
  [`${powertools}/jmespath/lib/esm/PowertoolsFunctions`]: 'export class PowertoolsFunctions {}',
  [`${powertools}/commons/lib/esm/LRUCache`]: absent,
  [`${powertools}/batch/lib/esm/BatchProcessingStore`]: oneInvocation,
  [`${powertools}/logger/lib/esm/LogAttributesStore`]: oneInvocation,
  [`${powertools}/logger/lib/esm/LogInvocationStore`]: oneInvocation,
  [`${powertools}/metrics/lib/esm/*Store`]: oneInvocation,
  '@aws/lambda-invoke-store/dist-es/invoke-store': `
if (process.env.AWS_LAMBDA_MAX_CONCURRENCY) throw new Error('handling several events at once is not part of this bundle');
export const InvokeStore = { getInstanceAsync: async () => globalThis.awslambda?.InvokeStore };
`,

  '@aws-sdk/credential-provider-node/dist-es/index': credentialChain,
  '@aws-sdk/client-*/dist-es/*Client': slimClient,
  '@aws-sdk/client-*/dist-es/endpoint/endpointResolver': endpointResolver,
  // No client here is given a logger.
  [`${sdkCore}/client/middleware-logger/loggerMiddleware`]: `
export const getLoggerPlugin = () => ({ applyToStack: () => {} });
export { getLoggerPlugin as loggerMiddleware, getLoggerPlugin as loggerMiddlewareOptions };
`,
  [`${smithyCore}/client/smithy-client/schemaLogFilter`]: `export const schemaLogFilter = () => '(not logged)';`,
  // Adds the features that a client uses to its user agent, for AWS's statistics.
  [`${sdkCore}/client/middleware-user-agent/check-features`]: 'export const checkFeatures = async () => {};',
  [`${sdkCore}/client/util-user-agent-browser/createUserAgentStringParsingProvider`]: absent,
  // Without the clients' own endpoint rules, only a prefix of the user agent is read from them, and it is empty.
  [`${sdkCore}/client/util-endpoints/lib/aws/partitions`]: 'export const partitionsInfo = { partitions: [] };',
  [`${sdkCore}/client/emitWarningIfUnsupportedVersion`]: `
export const state = { warningEmitted: true };
export function emitWarningIfUnsupportedVersion() {}
`,

  // The client of CloudWatch Logs sets them up as it is made.
  [`${smithyCore}/event-streams/index`]: `
export const resolveEventStreamSerdeConfig = (config) => config;
export const eventStreamSerdeProvider = () => {};
export class EventStreamSerde { constructor() { throw new Error('event streams are not part of this bundle'); } }
`,
  '@smithy/signature-v4/dist-es/HeaderFormatter': `
export class HeaderFormatter { format() { throw new Error('event streams are not part of this bundle'); } }
`,
  // Hashes for a Node without crypto.
  [`${smithyCore}/checksum/md5/Md5Js`]: absent,
  [`${smithyCore}/checksum/sha256/Sha256Js`]: absent,
  [`${smithyCore}/endpoints/middleware-endpoint/service-customizations/s3`]: absent,
  [`${smithyCore}/serde/util-stream/sdk-stream-mixin`]: absent,
  // The same parsers are in schema-date-utils, too.
  [`${smithyCore}/serde/date-utils`]: `
export {
  _parseEpochTimestamp as parseEpochTimestamp,
  _parseRfc3339DateTimeWithOffset as parseRfc3339DateTime,
  _parseRfc3339DateTimeWithOffset as parseRfc3339DateTimeWithOffset,
  _parseRfc7231DateTime as parseRfc7231DateTime,
} from './schema-serde-lib/schema-date-utils';
export const dateToUtcString = (date) => date.toUTCString();
`,
  // Lambda has no ~/.aws, and no instance metadata to take a Region from: both are found empty.
  [`${smithyCore}/config/shared-ini-file-loader/loadSharedConfigFiles`]: `
export { CONFIG_PREFIX_SEPARATOR } from './constants';
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });
`,
  [`${smithyCore}/config/config-resolver/regionConfig/getInstanceMetadataRegion`]:
    'export const getInstanceMetadataRegion = async () => undefined;',
};

const ofAnOrganization = (name: string): StandIn => `
export const ${name} = () => {
  throw new Error('ORGANIZATION_ID is set, but this bundle looks after one account: deploy infra/organization, or leave ORGANIZATION_ID out');
};
`;

// The endpoint of AWS Organizations is one for all Regions, and is signed for the Region that it is in.
const {
  '@aws-sdk/client-*/dist-es/*Client': _client,
  '@aws-sdk/client-*/dist-es/endpoint/endpointResolver': _resolver,
  [`${sdkCore}/client/util-endpoints/lib/aws/partitions`]: _partitions,
  ...withOwnEndpoints
} = everywhere;

/** What only the hub of an organization runs. */
export const hubOnly: Readonly<Record<string, StandIn>> = {
  'functions/runtime/members.ts': ofAnOrganization('membersOf'),
  'functions/runtime/by-place.ts': ofAnOrganization('answerAcrossPlaces'),
  'functions/sweep/across-places.ts': ofAnOrganization('sweepAcrossPlaces'),
};

/** What is left out of the bundles for one account, of those for the hub of an organization, and of the tasks of its runs. */
export const standIns = {
  account: { ...everywhere, ...hubOnly },
  hub: everywhere,
  tasks: withOwnEndpoints,
} satisfies Readonly<Record<string, Readonly<Record<string, StandIn>>>>;
