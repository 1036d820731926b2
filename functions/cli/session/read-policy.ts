import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { invokeFunction } from '../../aws/account/invoke.ts';
import type { ClientOptions } from '../../aws/client/clients.ts';
import { policySource } from '../../aws/policy/policy-source.ts';
import { TerminalError } from '../../core/model/errors.ts';
import type { Description } from '../../engine/sweep/describe.ts';
import { parseSource } from '../../policy/parse-policy.ts';
import { ruleLines } from '../../policy/rule-lines.ts';
import { policyVersion } from '../../runtime/load-policy.ts';
import { clock } from '../../runtime/time.ts';
import type { Cli } from '../cli.ts';
import { isRemote, ownFile, pathOf } from '../policy-uri.ts';
import { readText } from '../read-text.ts';
import { sayError } from '../say-error.ts';
import { UsageError } from '../usage-error.ts';
import type { PolicyChosen, PolicyRead } from './policy-chosen.ts';
import type { Deployment } from './session.ts';

/** Understands the text of a policy. Throws `UsageError` with the first fault. */
const understood = (uri: string, text: string): PolicyRead => {
  const parsed = parseSource(text, policyVersion(text));
  if ('policy' in parsed) return { uri, policy: parsed.policy, text, lines: ruleLines(parsed) };
  const [first, ...more] = parsed.findings;
  const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
  throw new UsageError(
    `${uri}:${first?.line}:${first?.column} ${first?.message}${rest}; mountguard validate ${uri} shows all`,
  );
};

/** Reads a policy by the name that a person gives it: a file, `-`, `ssm:NAME` or `appconfig:A/E/P`. */
export const readPolicyAt = async (
  cli: Pick<Cli, 'host'>,
  uri: string,
  options: ClientOptions,
): Promise<PolicyRead> => {
  if (!isRemote(uri)) return understood(uri === '-' ? 'standard input' : uri, await readText(cli, pathOf(uri)));
  const read = policySource({
    directory: cli.host.directory,
    readFile: (path) => readText(cli, path),
    now: clock.now,
    client: options,
  });
  return understood(uri, await read(uri));
};

/** Asks the functions of a deployment for the policy that is inside them. */
const readInside = async ({ stack, sweepFunction }: Deployment, uri: string, options: ClientOptions) => {
  const { policyText, checks } = (await invokeFunction(sweepFunction, { describe: true }, options)) as Description;
  if (policyText !== undefined) return understood(uri, policyText);
  const said = checks.find(({ check }) => check === 'policy')?.explanation;
  throw new TerminalError(`the functions of stack ${stack} have no policy that can be read: ${said ?? uri}`, {
    code: 'policy-unreadable',
  });
};

/** The version of ./policy.yaml; undefined where there is none. */
export const ownVersion = async ({ host }: Pick<Cli, 'host'>): Promise<string | undefined> => {
  const path = resolve(host.directory, ownFile);
  return existsSync(path) ? policyVersion(await readText({ host }, path)) : undefined;
};

/** The policy inside the functions of a deployment; why there is none to be had, where they do not say it. */
const insideOf = async (
  cli: Cli,
  deployment: Deployment,
  options: ClientOptions,
): Promise<PolicyChosen | { readonly none: string }> => {
  const { stack, policyUri = `file:${ownFile}` } = deployment;
  try {
    const read = await readInside(deployment, policyUri, options);
    const own = await ownVersion(cli);
    const other = own === undefined || own === read.policy.version ? '' : `; ./${ownFile} is another`;
    return { ...read, why: `the one inside the functions of stack ${stack}${other}` };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    return { none: `the policy of stack ${stack} is inside its functions, which did not say it (${sayError(error)})` };
  }
};

/**
 * The policy of a plan: that of `--policy`, of the deployment, or ./policy.yaml where there is no deployment, or its functions
 * do not say what policy is inside them.
 */
export const readPolicy = async (
  cli: Cli,
  deployment: Deployment | undefined,
  options: ClientOptions,
): Promise<PolicyChosen> => {
  const { globals, host } = cli;
  const deployed = deployment?.policyUri;
  if (globals.policy !== undefined) {
    const isOther = deployed !== undefined && pathOf(deployed) !== pathOf(globals.policy);
    const why = isOther ? `named by --policy; stack ${deployment?.stack} has ${deployed}` : null;
    return { ...(await readPolicyAt(cli, globals.policy, options)), why };
  }
  if (deployed !== undefined && isRemote(deployed))
    return { ...(await readPolicyAt(cli, deployed, options)), why: null };
  const inside = deployment ? await insideOf(cli, deployment, options) : { none: 'there is no deployment' };
  if ('policy' in inside) return inside;
  const { none } = inside;
  if (existsSync(resolve(host.directory, ownFile)))
    return { ...(await readPolicyAt(cli, ownFile, options)), why: deployment ? `./${ownFile}, because ${none}` : null };
  throw new UsageError(
    `${none}, and no ${ownFile} in ${basename(host.directory) || host.directory}; name one with --policy, or make one from this account with mountguard init`,
  );
};
