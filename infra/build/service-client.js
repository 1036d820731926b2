// What every AWS client of the SDK repeats, written once. It goes into the bundles unchanged: see service-clients.ts.
import {
  createDefaultUserAgentProvider,
  getDefaultSocketTimeout,
  getHostHeaderPlugin,
  getRecursionDetectionPlugin,
  getUserAgentPlugin,
  NODE_APP_ID_CONFIG_OPTIONS,
  resolveHostHeaderConfig,
  resolveUserAgentConfig,
} from '@aws-sdk/core/client';
import {
  AwsSdkSigV4Signer,
  NODE_AUTH_SCHEME_PREFERENCE_OPTIONS,
  resolveAwsSdkSigV4Config,
} from '@aws-sdk/core/httpAuthSchemes';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import {
  DefaultIdentityProviderConfig,
  getHttpAuthSchemeEndpointRuleSetPlugin,
  getHttpSigningPlugin,
} from '@smithy/core';
import { Sha256 } from '@smithy/core/checksum';
import {
  Client,
  getSmithyContext,
  loadConfigsForDefaultMode,
  NoOpLogger,
  normalizeProvider,
} from '@smithy/core/client';
import {
  loadConfig,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
  NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
  NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
  resolveDefaultsModeConfig,
  resolveRegionConfig,
} from '@smithy/core/config';
import { resolveEndpointConfig } from '@smithy/core/endpoints';
import { getContentLengthPlugin, parseUrl } from '@smithy/core/protocols';
import {
  DEFAULT_RETRY_MODE,
  getRetryPlugin,
  NODE_MAX_ATTEMPT_CONFIG_OPTIONS,
  NODE_RETRY_MODE_CONFIG_OPTIONS,
  resolveRetryConfig,
} from '@smithy/core/retry';
import { getSchemaSerdePlugin } from '@smithy/core/schema';
import { calculateBodyLength, fromBase64, fromUtf8, toBase64, toUtf8 } from '@smithy/core/serde';
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler';

const sigv4 = 'aws.auth#sigv4';

/** What holds unless the caller configures something else. */
const defaultsOf = (service, configured) => {
  const defaultsMode = resolveDefaultsModeConfig(configured);
  const ofMode = () => defaultsMode().then(loadConfigsForDefaultMode);
  const logger = configured.logger ?? new NoOpLogger();
  const loader = { profile: configured.profile, logger };
  return {
    base64Decoder: fromBase64,
    base64Encoder: toBase64,
    disableHostPrefix: false,
    extensions: [],
    httpAuthSchemeProvider: ({ region }) => [
      {
        schemeId: sigv4,
        signingProperties: { name: service.signingName, region },
        propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
      },
    ],
    httpAuthSchemes: [
      { schemeId: sigv4, identityProvider: (of) => of.getIdentityProvider(sigv4), signer: new AwsSdkSigV4Signer() },
    ],
    logger,
    sha256: Sha256,
    urlParser: parseUrl,
    utf8Decoder: fromUtf8,
    utf8Encoder: toUtf8,
    ...service.defaults(loader),

    authSchemePreference: loadConfig(NODE_AUTH_SCHEME_PREFERENCE_OPTIONS, loader),
    bodyLengthChecker: calculateBodyLength,
    credentialDefaultProvider: defaultProvider,
    defaultUserAgentProvider: createDefaultUserAgentProvider({
      serviceId: service.serviceId,
      clientVersion: service.version,
    }),
    maxAttempts: loadConfig(NODE_MAX_ATTEMPT_CONFIG_OPTIONS, configured),
    region: loadConfig(NODE_REGION_CONFIG_OPTIONS, { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...loader }),
    retryMode: loadConfig(
      {
        ...NODE_RETRY_MODE_CONFIG_OPTIONS,
        default: async () => (await ofMode()).retryMode || DEFAULT_RETRY_MODE,
      },
      configured,
    ),
    streamCollector,
    useDualstackEndpoint: loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, loader),
    useFipsEndpoint: loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, loader),
    userAgentAppId: loadConfig(NODE_APP_ID_CONFIG_OPTIONS, loader),

    serviceId: service.serviceId,

    apiVersion: service.apiVersion,
    runtime: 'node',
    defaultsMode,
    // Older clients have none.
    ...(service.socketTimeout && {
      defaultSocketTimeout: getDefaultSocketTimeout(configured.requestHandler, service.socketTimeout),
    }),
    requestHandler: NodeHttpHandler.create(configured.requestHandler ?? ofMode),
  };
};

/** What no caller can configure. */
const fixed = ['apiVersion', 'runtime', 'defaultsMode', 'defaultSocketTimeout', 'requestHandler'];

const initial = (service, configured) => {
  const defaults = defaultsOf(service, configured);
  const config = { ...defaults, ...configured };
  for (const [key, value] of Object.entries(defaults))
    if (fixed.includes(key) || config[key] === undefined || config[key] === null) config[key] = value;
  return config;
};

const resolvers = [
  resolveUserAgentConfig,
  resolveRetryConfig,
  resolveRegionConfig,
  resolveHostHeaderConfig,
  resolveEndpointConfig,
];

const plugins = [
  getSchemaSerdePlugin,
  getUserAgentPlugin,
  getRetryPlugin,
  getContentLengthPlugin,
  getHostHeaderPlugin,
  getRecursionDetectionPlugin,
];

/** The client class of one service. */
export const serviceClient = (service) =>
  class extends Client {
    constructor(configured = {}) {
      if (configured.extensions?.length > 0) throw new Error('extensions of AWS clients are not part of this bundle');
      let config = initial(service, configured);
      super(config);
      this.initConfig = config;
      config.useDualstackEndpoint ??= false;
      config.useFipsEndpoint ??= false;
      config.defaultSigningName = service.signingName;
      for (const resolve of [...resolvers, ...service.resolvers, resolveAwsSdkSigV4Config]) config = resolve(config);
      config.authSchemePreference = normalizeProvider(config.authSchemePreference ?? []);
      this.config = config;
      const choosingAScheme = getHttpAuthSchemeEndpointRuleSetPlugin(config, {
        httpAuthSchemeParametersProvider: async ({ region }, context) => ({
          operation: getSmithyContext(context).operation,
          region: await normalizeProvider(region)(),
        }),
        identityProviderConfigProvider: async ({ credentials }) =>
          new DefaultIdentityProviderConfig({ [sigv4]: credentials }),
      });
      for (const plugin of [...plugins, ...service.plugins]) this.middlewareStack.use(plugin(config));
      this.middlewareStack.use(choosingAScheme);
      this.middlewareStack.use(getHttpSigningPlugin(config));
    }
  };
