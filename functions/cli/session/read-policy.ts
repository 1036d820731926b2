import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { ClientOptions } from '../../aws/client/clients.ts';
import { policySource } from '../../aws/policy/policy-source.ts';
import type { Policy } from '../../core/model/policy.ts';
import { parseSource } from '../../policy/parse-policy.ts';
import { ruleLines } from '../../policy/rule-lines.ts';
import { digest } from '../../runtime/load-policy.ts';
import { clock } from '../../runtime/time.ts';
import type { Cli } from '../cli.ts';
import { isRemote, ownFile, pathOf } from '../policy-uri.ts';
import { readText } from '../read-text.ts';
import { UsageError } from '../usage-error.ts';
import type { Deployment } from './deployment.ts';

/** A policy, and where it stands. */
export interface PolicyRead {
  /** As a person names it: a path, or a URI. */
  readonly uri: string;
  readonly policy: Policy;
  readonly text: string;
  /** The line of each rule, by its name. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Understands the text of a policy. Throws `UsageError` with the first fault. */
const understood = (uri: string, text: string): PolicyRead => {
  const parsed = parseSource(text, digest(text));
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

/**
 * The policy of a plan: that of `--policy`, of the deployment, or ./policy.yaml. The one that is shipped inside a function cannot be
 * read from outside of it.
 */
export const readPolicy = async (
  cli: Cli,
  deployment: Deployment | undefined,
  options: ClientOptions,
): Promise<PolicyRead> => {
  const { globals, host } = cli;
  if (globals.policy !== undefined) return readPolicyAt(cli, globals.policy, options);
  const deployed = deployment?.policyUri;
  if (deployed !== undefined && isRemote(deployed)) return readPolicyAt(cli, deployed, options);
  if (existsSync(resolve(host.directory, ownFile))) return readPolicyAt(cli, ownFile, options);
  const where = deployment
    ? `the policy of stack ${deployment.stack} is inside its functions`
    : 'there is no deployment';
  throw new UsageError(
    `${where}, and no ${ownFile} in ${basename(host.directory) || host.directory}; name one with --policy, or make one from this account with mountguard init`,
  );
};
