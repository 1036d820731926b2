import { managementTrails } from '../../aws/account/management-trails.ts';
import { type StackResource, stackResources } from '../../aws/account/stack-resources.ts';
import { awsRegionReader } from '../../aws/read/region-reader.ts';
import { memoized } from '../../core/model/memoized.ts';
import type { Description } from '../../engine/sweep/describe.ts';
import { parsePolicy } from '../../policy/parse-policy.ts';
import { type Diagnosis, type DoctorReport, doctorRenderers } from '../../report/doctor/screen.ts';
import { sayCaller } from '../../report/say.ts';
import type { Cli } from '../cli.ts';
import type { CommandModule } from '../command-module.ts';
import { diagnose, type Found, fail, ok } from '../doctor/diagnose.ts';
import { checkAlarms } from '../doctor/of-alarms.ts';
import {
  checkConfig,
  checkPolicy,
  checkQuota,
  checkReads,
  checkRules,
  checkStack,
  checkSweep,
  checkWrites,
} from '../doctor/of-deployment.ts';
import { checkGate, checkLedger, checkQueues, checkStanding } from '../doctor/of-record.ts';
import { exitCodes } from '../exit-codes.ts';
import { functionsOn } from '../orders/deployed.ts';
import { outputsOf } from '../outputs.ts';
import { findDeployment, ledgerOf } from '../session/deployment.ts';
import { oneSession } from '../session/one-session.ts';
import { ownVersion } from '../session/read-policy.ts';
import type { Deployment, Session } from '../session/session.ts';
import { UsageError } from '../usage-error.ts';

type Flags = { readonly json?: true };

const trail = async ({ options, region }: Session): Promise<Found> => {
  const trails = await managementTrails(options);
  const logging = trails.find(({ logs }) => logs);
  if (logging) return ok(`${logging.name} logs management events`);
  return fail(
    `no trail logs management events in ${region}: events do not arrive, and only the sweep finds drift`,
    'aws cloudtrail create-trail --name management --s3-bucket-name BUCKET --is-multi-region-trail, then aws cloudtrail start-logging --name management',
  );
};

const ownReads = async ({ clients }: Session): Promise<Found> => {
  let systems = 0;
  for await (const page of awsRegionReader(clients).fileSystems()) systems += page.length;
  for await (const _ of awsRegionReader(clients).interfaces()) break;
  return ok(`you may read EFS and EC2: ${systems} file systems`);
};

/** Checks of what is deployed. */
const ofDeployment = async (cli: Cli, session: Session, deployment: Deployment): Promise<readonly Diagnosis[]> => {
  const ledger = ledgerOf(deployment, session);
  const knownGood = memoized(String, ledger.knownGood);
  const { sweep } = functionsOn(cli, session, deployment);
  const described = await sweep({ describe: true }).then(
    (it) => it as Description,
    (error: Error) => error,
  );
  const description = (look: (it: Description) => Found | Promise<Found>) => async (): Promise<Found> => {
    if (described instanceof Error) throw described;
    return look(described);
  };
  const checksOf = () => (described instanceof Error ? [] : described.checks);
  const uri = deployment.policyUri ?? `stack ${deployment.stack}`;
  const resources = stackResources(deployment.stack, session.options);
  const ofStack = (look: (it: readonly StackResource[]) => Found | Promise<Found>) => async (): Promise<Found> =>
    look(await resources);
  return Promise.all([
    diagnose(
      'stack',
      ofStack((it) => checkStack(deployment, it)),
    ),
    diagnose(
      'policy',
      description(async (it) => checkPolicy(it, uri, await ownVersion(cli))),
    ),
    diagnose('can read', () => checkReads(deployment, session)),
    diagnose('can write', description(checkWrites)),
    diagnose('trail', () => trail(session)),
    diagnose(
      'rules',
      ofStack((it) => checkRules(it, session, checksOf())),
    ),
    diagnose(
      'config',
      ofStack((it) => checkConfig(it, session)),
    ),
    diagnose(
      'sweep',
      ofStack(async (it) => checkSweep(it, session, (await knownGood('all')).sweptAt)),
    ),
    diagnose('queue', () => checkQueues(deployment, session)),
    diagnose('gate', description(checkGate)),
    diagnose(
      'alarms',
      ofStack((it) => checkAlarms(it, session, checksOf())),
    ),
    diagnose('ledger', description(checkLedger)),
    diagnose('standing', () => checkStanding({ knownGood }, session)),
    diagnose(
      'quota',
      description(async ({ policyText = '', policyVersion = '' }) => {
        const parsed = parsePolicy(policyText, policyVersion);
        return 'policy' in parsed
          ? checkQuota(parsed.policy, session)
          : { state: 'unknown', says: 'the policy cannot be read', remedy: null };
      }),
    ),
  ]);
};

export const doctor: CommandModule<Flags> = {
  define: (command) => command.option('--json', 'as --format json'),
  examples: [
    ['doctor', 'what works, what does not, and what to do about it; it changes nothing'],
    ['doctor --stack mountguard-prod --region eu-west-1', 'of another deployment'],
    ['doctor --json', 'for a monitor: it ends with 1 where something failed'],
  ],
  run: async (cli, _, flags) => {
    const globals = flags.json ? { ...cli.globals, format: 'json' as const } : cli.globals;
    const outputs = outputsOf({ ...cli, globals }, doctorRenderers);
    if (globals.organization)
      throw new UsageError(
        "doctor checks the deployment of the hub itself, in the hub's account and Region; leave out --organization",
      );
    const session = await oneSession(cli);
    const { account, region, caller } = session;
    const found = await findDeployment(cli, session);
    const first: Diagnosis = {
      check: 'credentials',
      ...ok(`${sayCaller(caller.arn)}, account ${account}, ${region}`),
    };
    const rest =
      'deployment' in found
        ? await ofDeployment(cli, session, found.deployment)
        : [
            await diagnose('stack', async () =>
              fail(found.none, 'sam deploy --guided in a clone of mountguard; or name it with --stack and --region'),
            ),
            await diagnose('trail', () => trail(session)),
          ];
    const own = await diagnose('you', () => ownReads(session));
    const report: DoctorReport = {
      version: 1,
      mountguard: cli.version,
      account,
      region,
      checks: [first, own, ...rest],
    };
    await outputs.write(report);
    return report.checks.some(({ state }) => state === 'fail') ? exitCodes.error : exitCodes.done;
  },
};
