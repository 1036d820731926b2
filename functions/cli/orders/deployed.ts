import { invokeFunction } from '../../aws/account/invoke.ts';
import type { Cli } from '../cli.ts';
import { findDeployment } from '../session/deployment.ts';
import { oneSession } from '../session/one-session.ts';
import type { Deployment, Session } from '../session/session.ts';
import { UsageError } from '../usage-error.ts';

/** The functions of a deployment, which orders go through: the command line itself writes nothing. */
export interface Functions {
  readonly session: Session;
  readonly deployment: Deployment;
  /** Who orders, as the record will have it. */
  readonly by: string;
  /** Sends a payload about mount targets. */
  remediate(payload: object): Promise<unknown>;
  /** Sends a payload about the Region. */
  sweep(payload: object): Promise<unknown>;
}

const major = (version: string): string => version.split('.')[0] ?? version;

/** Throws `UsageError` where a deployment may not understand what this version sends. */
const checkVersion = (ours: string, { version, stack }: Deployment): void => {
  if (version === undefined || major(version) === major(ours)) return;
  throw new UsageError(
    `stack ${stack} is mountguard ${version} and this is ${ours}, so no order is sent; use npx mountguard@${major(version)}, or deploy ${ours}`,
  );
};

/** The deployment that a command cannot do without. Throws `UsageError` where there is none. */
export const deploymentOf = async (cli: Cli, session: Session): Promise<Deployment> => {
  const found = await findDeployment(cli, session);
  if ('deployment' in found) return found.deployment;
  throw new UsageError(
    `${found.none}; this command needs a deployment: sam deploy --guided in a clone of mountguard, then --stack NAME and --region (or try it with --local)`,
  );
};

/** The functions of the one deployment that an order is for. Throws `UsageError` where there is none, or of another major version. */
export const functionsOf = async (cli: Cli): Promise<Functions> => functionsAt(cli, await oneSession(cli));

/** The functions of the deployment of a session. Throws as `functionsOf` does. */
export const functionsAt = async (cli: Cli, session: Session): Promise<Functions> => {
  const deployment = await deploymentOf(cli, session);
  checkVersion(cli.version, deployment);
  return functionsOn(cli, session, deployment);
};

/** A function that was asked goes on without the person who asked. */
const underWay =
  'the order was sent and the function goes on with it: mountguard history --since 10m shows what it did, mountguard pause --reason "…" stops further writes';

/** The functions of a deployment, whatever its version. */
export const functionsOn = (
  cli: Pick<Cli, 'progress' | 'sayWhenStopped'>,
  session: Session,
  deployment: Deployment,
): Functions => {
  const { account, region, hub } = session;
  const place = hub && { place: { account, region } };
  const send =
    (name: string, what: string) =>
    (payload: object): Promise<unknown> => {
      cli.progress(`asking ${what}`);
      if (!('describe' in payload || 'dryRun' in payload)) cli.sayWhenStopped(underWay);
      return invokeFunction(name, { ...payload, ...place }, (hub?.session ?? session).options);
    };
  return {
    session,
    deployment,
    by: session.caller.arn,
    remediate: send(deployment.remediateFunction, 'remediate'),
    sweep: send(deployment.sweepFunction, 'the sweep'),
  };
};
