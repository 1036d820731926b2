import { awsReader } from '../../aws/read/reader.ts';
import { awsRegionReader } from '../../aws/read/region-reader.ts';
import { type AccountFacts, policyAt } from '../../core/decide/policy-at.ts';
import { together } from '../../engine/async/together.ts';
import { preview } from '../../engine/sweep/preview.ts';
import { simulationRenderers } from '../../report/simulate/formats.ts';
import { digest } from '../../runtime/load-policy.ts';
import { clock } from '../../runtime/time.ts';
import type { Cli } from '../cli.ts';
import type { CommandModule } from '../command-module.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { outputsOf } from '../outputs.ts';
import { isWanted } from '../plan/filter.ts';
import { journalOf } from '../plan/make-plan.ts';
import { readText } from '../read-text.ts';
import { findDeployment, ledgerOf } from '../session/deployment.ts';
import { noLedger } from '../session/no-ledger.ts';
import { oneSession } from '../session/one-session.ts';
import type { PolicyRead } from '../session/policy-chosen.ts';
import { readPolicy, readPolicyAt } from '../session/read-policy.ts';
import { compare, type FailOn, readFailOn, type Side } from '../simulate/compare.ts';
import { replay } from '../snapshot/replay.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import { readSnapshot } from '../snapshot/snapshot-text.ts';
import { takeSnapshot } from '../snapshot/take.ts';
import { UsageError } from '../usage-error.ts';

type Flags = {
  readonly against?: string;
  readonly snapshot?: string;
  readonly failOn?: FailOn;
  readonly detailedExitcode?: true;
};

/** What both policies are held against, and the policy that is in force. */
interface World {
  readonly snapshot: Snapshot;
  readonly ledger: Parameters<typeof preview>[0]['ledger'];
  /** What is known of the account; absent of a file. */
  readonly facts?: AccountFacts;
  /** The policy to compare with where none is named. */
  inForce(): Promise<PolicyRead>;
  readAt(uri: string): Promise<PolicyRead>;
}

const worldOf = async (cli: Cli, path: string | undefined): Promise<World> => {
  if (path !== undefined) {
    const snapshot = readSnapshot(path, await readText(cli, path));
    const options = { region: snapshot.region };
    return {
      snapshot,
      ledger: noLedger,
      inForce: () => readPolicy(cli, undefined, options),
      readAt: (uri) => readPolicyAt(cli, uri, options),
    };
  }
  const session = await oneSession(cli);
  const { clients, account, region, options, hub } = session;
  const deployed = await findDeployment(cli, session);
  const deployment = 'deployment' in deployed ? deployed.deployment : undefined;
  const place = { account, region, at: new Date(clock.now()).toISOString() };
  return {
    snapshot: await takeSnapshot(awsReader(clients), awsRegionReader(clients), place),
    ledger: deployment ? ledgerOf(deployment, session) : noLedger,
    inForce: async () => hub?.policy ?? (await readPolicy(cli, deployment, options)),
    readAt: (uri) => readPolicyAt(cli, uri, options),
    facts: session,
  };
};

const sideOf = async (cli: Cli, { snapshot, ledger, facts }: World, read: PolicyRead): Promise<Side> => {
  const ports = { ...replay(snapshot), ledger, clock, journal: journalOf(cli), digest };
  return { read, preview: await preview(ports, policyAt(read.policy, snapshot, facts)) };
};

export const simulate: CommandModule<Flags> = {
  define: (command) =>
    command
      .argument('<new>', 'the new policy: FILE, ssm:/NAME, appconfig:A/E/P, -')
      .option('--against <old>', 'the policy to compare with, or deployed (default: the one in force)')
      .option('--snapshot <file>', 'of an account, by mountguard snapshot; then nothing is asked of AWS')
      .option('--fail-on <what,…>', 'end with 1 on open, cut-off, refused, ungoverned, more-than=N', readFailOn)
      .option('--detailed-exitcode', 'end with 2 when something would be treated in another way'),
  examples: [
    ['simulate new.yaml', 'what it would change against the policy in force'],
    ['simulate new.yaml --against old.yaml --snapshot world.json', 'without AWS'],
    ['simulate new.yaml --fail-on open,cut-off,more-than=25 --format md', 'a comment on a pull request'],
  ],
  run: async (cli, [uri = ''], flags): Promise<ExitCode> => {
    const outputs = outputsOf(cli, simulationRenderers);
    const world = await worldOf(cli, flags.snapshot);
    const { against = 'deployed', failOn = [], snapshot: path } = flags;
    const [old, next] = await together([
      against === 'deployed' ? world.inForce() : world.readAt(against),
      world.readAt(uri),
    ]);
    if (old.uri === next.uri)
      throw new UsageError(`${next.uri} would be compared with itself; name the policy to compare with by --against`);
    const sides = await together([sideOf(cli, world, old), sideOf(cli, world, next)]);
    const { account, region, at } = world.snapshot;
    const about = { mountguard: cli.version, account, region, at, snapshot: path ?? null };
    const simulation = compare(...sides, about, failOn, isWanted(cli.globals));
    await outputs.write(simulation);
    if (simulation.failures.length > 0) return exitCodes.error;
    return flags.detailedExitcode && simulation.results.length > 0 ? exitCodes.drift : exitCodes.done;
  },
};
