import { answer as remediateAnswer } from '../../functions/remediate/answer.ts';
import { assemble } from '../../functions/runtime/assemble.ts';
import { assembleSweep } from '../../functions/runtime/assemble-sweep.ts';
import { answer as sweepAnswer } from '../../functions/sweep/answer.ts';
import { lambdaContext } from '../support/engine-app.ts';
import { policyText } from '../support/engine-scene.ts';
import { organizationHub } from '../support/organization-hub.ts';
import { type Row, whole } from './row.ts';

const place = { account: '222233334444', region: 'eu-west-1' };
const [fileSystems, mountTargetsEach] = [20, 3];
/** The organization that the figures are for. */
const [accounts, regions, atOnce] = [500, 4, 40];
const latencyMs = 30;

/** US dollars in us-east-1: a GB-second and a million requests of Lambda on ARM, of Express executions, and a million units of DynamoDB on demand. */
const prices = {
  lambda: { second: 0.0000133334, million: 0.2 },
  express: { second: 0.00001667, million: 1 },
  dynamo: { reads: 0.125, writes: 0.625 },
};

const text = policyText(`
organization:
  regions: [eu-west-1]`);

/** A place in which nothing drifted, and what a child of the map invokes for it. */
const staged = async () => {
  const { local, env, coverage, furnish, close } = await organizationHub(text, {
    accounts: [place.account],
    regions: [place.region],
  });
  const before = { ...process.env };
  Object.assign(process.env, env);
  await coverage.recordDiscovered({ ...place, name: 'm', units: [] }, 1);
  furnish(place, { fileSystems, mountTargets: mountTargetsEach, isDrifted: false });
  const { faults, calls } = local.at(place.account, place.region);
  faults.set({ latencyMs });
  local.hub.faults.set({ latencyMs });
  const [remediate, sweep] = [remediateAnswer(assemble(env)), sweepAnswer(assembleSweep(env))];
  const count = (service: string) => calls.total(service) + local.hub.calls.total(service);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const startedAt = performance.now();
    await work();
    return performance.now() - startedAt;
  };
  return {
    /** One child of the map: how long each of its two functions took in ms, and their calls. */
    child: async () => {
      calls.reset();
      local.hub.calls.reset();
      const trialMs = await timed(() => remediate({ tryRoles: true, place }, lambdaContext()));
      const sweepMs = await timed(() => sweep({ sweep: { place, run: 'r-1' }, dryRun: true }, lambdaContext(280_000)));
      const ms = trialMs + sweepMs;
      return { ms, read: count('efs:') + count('ec2:'), sts: count('sts:'), ledger: count('dynamodb:') };
    },
    close: async () => {
      for (const name of Object.keys(env)) delete process.env[name];
      Object.assign(process.env, before);
      await close();
    },
  };
};

/** What a run over 500 accounts with four Regions costs, from one place that is really swept. */
export const organizationRun = async (): Promise<readonly Row[]> => {
  const stage = await staged();
  const out = console.log;
  // What the function logs is no row.
  console.log = () => undefined;
  try {
    await stage.child();
    const { ms, read, sts, ledger } = await stage.child();
    const places = accounts * regions;
    const seconds = ms / 1000;
    const { lambda, express, dynamo } = prices;
    const perRun =
      places * (seconds * lambda.second + (2 * lambda.million) / 1e6) +
      places * (seconds * (64 / 1024) * express.second + express.million / 1e6) +
      (places * ledger * dynamo.writes) / 1e6;
    return [
      {
        what: 'calls to EFS and EC2, a place of 20 file systems, nothing drifted',
        ours: `${read}`,
        against: 'at most 5',
        met: read <= 5,
      },
      {
        what: 'calls to STS and to DynamoDB of it, once its roles are assumed',
        ours: `${sts} and ${ledger}`,
        against: 'no bar',
      },
      {
        what: `time of it at ${latencyMs} ms a call`,
        ours: `${seconds.toFixed(2)} s`,
        against: 'a child lives for 300 s',
      },
      {
        what: `${whole(places)} places, ${atOnce} at a time: calls to EFS and EC2, time`,
        ours: `${whole(places * read)} calls, ${((places / atOnce) * seconds).toFixed(0)} s (computed)`,
        against: 'no bar',
      },
      {
        what: 'dollars of a run in which nothing drifted, and of a month of them, hourly',
        ours: `${perRun.toFixed(3)} and ${(perRun * 730).toFixed(0)} (computed, every DynamoDB call counted as a write)`,
        against: 'no bar',
      },
    ];
  } finally {
    console.log = out;
    await stage.close();
  }
};
