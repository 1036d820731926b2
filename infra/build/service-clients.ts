import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const serviceClient = JSON.stringify(fileURLToPath(new URL('service-client.js', import.meta.url)));

/** The steps that service-client.js takes for every client. */
const common = new Set([
  'resolveClientEndpointParameters',
  'resolveUserAgentConfig',
  'resolveRetryConfig',
  'resolveRegionConfig',
  'resolveHostHeaderConfig',
  'resolveEndpointConfig',
  'resolveHttpAuthSchemeConfig',
  'resolveRuntimeExtensions',
  'getSchemaSerdePlugin',
  'getUserAgentPlugin',
  'getRetryPlugin',
  'getContentLengthPlugin',
  'getHostHeaderPlugin',
  'getLoggerPlugin',
  'getRecursionDetectionPlugin',
  'getHttpAuthSchemeEndpointRuleSetPlugin',
  'getHttpSigningPlugin',
]);

/** No function reads an event stream, looks for an endpoint of its own, or signs for many Regions at once (SigV4a). */
const neverRun = new Set([
  'resolveAwsSdkSigV4AConfig',
  'signerConstructor',
  'sigv4aSigningRegionSet',
  'resolveEventStreamSerdeConfig',
  'eventStreamSerdeProvider',
  'resolveEndpointDiscoveryConfig',
  'endpointDiscoveryEnabledProvider',
]);

/** The defaults of `runtimeConfig.js` and `runtimeConfig.shared.js` that service-client.js has for every client. */
const commonDefaults = new Set(
  `apiVersion base64Decoder base64Encoder disableHostPrefix extensions httpAuthSchemeProvider httpAuthSchemes logger
  serviceId sha256 urlParser utf8Decoder utf8Encoder runtime authSchemePreference bodyLengthChecker
  credentialDefaultProvider defaultSocketTimeout defaultUserAgentProvider maxAttempts region requestHandler retryMode
  streamCollector useDualstackEndpoint useFipsEndpoint userAgentAppId`.match(/\w+/g),
);

/** The name of a pattern's first group in a text. Throws when the text has none. */
const found = (text: string, pattern: RegExp): string => {
  const [, value] = pattern.exec(text) ?? [];
  if (value === undefined)
    throw new Error(`service-clients.ts does not find ${pattern} in a client of the SDK any more`);
  return value;
};

const all = (text: string, pattern: RegExp): readonly string[] =>
  Array.from(text.matchAll(pattern), ([, value = '']) => value);

/** The import of what a text names, as another module writes it. */
const importsFor = (text: string, module: string): readonly string[] =>
  Array.from(module.matchAll(/^import \{([^}]+)\} from ("[^"]+");$/gm)).flatMap(([, names = '', from = '']) => {
    const used = names
      .split(',')
      .filter((name) => new RegExp(`\\b${/(\w+)\s*$/.exec(name)?.[1] ?? '^'}\\b`).test(text));
    return used.length > 0 ? [`import {${used.join()}} from ${from};`] : [];
  });

/**
 * A client class made of what is particular to its service, read from the client's own modules, and of service-client.js,
 * instead of the 3 kB that each client repeats. test/artifact/service-clients.test.ts compares both.
 */
export const slimClient = (source: string, path: string): string => {
  const beside = (file: string) => readFileSync(join(path, '..', file), 'utf8');
  const [node, shared] = [beside('runtimeConfig.js'), beside('runtimeConfig.shared.js')];
  const own = (names: readonly string[]) => names.filter((name) => !common.has(name) && !neverRun.has(name));
  const resolvers = own(all(source, /= (resolve\w+)\(_config_/g));
  const plugins = own(all(source, /middlewareStack\.use\((get\w+)\(/g));
  const lines = [
    ...node.slice(node.indexOf('    return {')).matchAll(/^ {8}(\w+): (.+?),?$/gm),
    ...shared.matchAll(/^ {8}(\w+): ([^\n]+?(?:\{\n[\s\S]*?\n {8}\})?),$/gm),
  ];
  const defaults = lines
    .filter(([, key = '']) => !commonDefaults.has(key) && !neverRun.has(key))
    .map(([, key = '', value = '']) => {
      const own = found(value, new RegExp(`^config\\?\\.${key} \\?\\? ([^]+)$`)).replaceAll('loaderConfig', 'loader');
      return `    ${key}: ${own},`;
    })
    .join('\n');
  const modules = [source, node, shared];
  const particular = `{
  serviceId: ${found(shared, /serviceId: config\?\.serviceId \?\? ("[^"]+")/)},
  apiVersion: ${found(shared, /apiVersion: ("[^"]+")/)},
  signingName: ${found(beside('endpoint/EndpointParameters.js'), /defaultSigningName: ("[^"]+")/)},
  version: ${JSON.stringify(JSON.parse(beside('../package.json')).version)},
  socketTimeout: ${/getDefaultSocketTimeout\(config\?\.requestHandler, ([\d_]+)\)/.exec(node)?.[1]},
  resolvers: [${resolvers.join()}],
  plugins: [${plugins.join()}],
  defaults: (loader) => ({
${defaults}
  }),
}`;
  const name = found(source, /^export class (\w+) extends __Client/m);
  return `${modules.flatMap((module) => importsFor(particular, module)).join('\n')}
import { serviceClient } from ${serviceClient};
export const ${name} = serviceClient(${particular});
`;
};
