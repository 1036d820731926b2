import type { SQSBatchResponse } from 'aws-lambda';
import { onTestFinished, vi } from 'vitest';
import { answer as remediateAnswer } from '../../../functions/remediate/answer.ts';
import { assemble } from '../../../functions/runtime/assemble.ts';
import { assembleSweep } from '../../../functions/runtime/assemble-sweep.ts';
import { lambda } from '../../../functions/runtime/lambda.ts';
import { answer as sweepAnswer } from '../../../functions/sweep/answer.ts';
import { localTables } from '../../../infra/local/tables.ts';
import { groupsOf } from '../../../infra/local/world/storage.ts';
import { lambdaService, queryService } from '../../../infra/sample/control-plane.ts';
import { lambdaContext } from '../../support/engine-app.ts';
import { message, modified } from '../../support/engine-events.ts';
import { policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { hub, organizationHub } from '../../support/organization-hub.ts';
import { cli } from '../../support/run-cli.ts';

export const [A, B] = ['222233334444', '333344445555'];
const regions = ['eu-west-1', 'us-east-1'];
export const unit = 'ou-ab12-11111111';

export interface PlaceOf {
  readonly account: string;
  readonly region: string;
}

export const organizationText = `
organization:
  regions: [eu-west-1, us-east-1]`;

/** The hub's two functions, assembled from their environment, over two accounts with two Regions each. Every place has one mount target that drifted. */
export const organization = async ({ policy = policyText(organizationText), more = {} } = {}) => {
  const outputs = {
    LedgerTable: localTables.ledger,
    RemediateFunction: 'remediate',
    SweepFunction: 'sweep',
    PolicyUri: 'file:policy.yaml',
  };
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  const services = [
    queryService(
      'cloudformation',
      { state: 1 },
      { DescribeStacks: () => ({ Stacks: [{ StackName: 'mountguard', Outputs }] }) },
    ),
    lambdaService(
      {
        remediate: (event) => remediate(event, lambdaContext()),
        sweep: (event) => sweep(event, lambdaContext(280_000)),
      },
      `arn:aws:iam::${hub.account}:role/mountguard-remediate`,
    ),
  ];
  const { furnish, close, ...stage } = await organizationHub(policy, { accounts: [A, B], regions, services });
  const { directory, url } = stage;
  const env = { ...stage.env, ...more };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await close();
  });
  const all = [A, B].flatMap((account) => regions.map((region): PlaceOf => ({ account, region })));
  for (const place of all)
    await stage.coverage.recordDiscovered({ ...place, name: 'member', units: ['r-ab12', unit] }, 1);

  const placeAt = (place: PlaceOf) => {
    const { world, ...made } = furnish(place);
    return { ...place, ...made, groups: () => groupsOf(world, made.mountTarget.id) };
  };
  const [remediate, sweepApp] = [remediateAnswer(assemble(env)), assembleSweep(env)];
  const sweep = sweepAnswer(sweepApp);
  const handler = lambda(sweepApp, sweep);
  const [a, aInUs, b, bInUs] = all.map(placeAt);
  return {
    ...stage,
    a: must(a),
    aInUs: must(aInUs),
    b: must(b),
    bInUs: must(bInUs),
    remediate: (event: unknown) => remediate(event, lambdaContext()),
    receive: async (...events: readonly object[]) => {
      const Records = events.map((event, index) => message(`m-${index}`, event));
      const { batchItemFailures } = (await remediate({ Records }, lambdaContext())) as SQSBatchResponse;
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    sweep: (event: unknown, ms = 280_000) => sweep(event, lambdaContext(ms)),
    /** A child of the state machine's map. */
    child: ({ account, region }: PlaceOf, say: object = { dryRun: true }, ms = 280_000) =>
      sweep({ sweep: { place: { account, region }, run: 'run-1' }, ...say }, lambdaContext(ms)),
    /** The same as Lambda answers it. */
    handled: ({ account, region }: PlaceOf) =>
      handler({ sweep: { place: { account, region }, run: 'run-1' }, dryRun: true }, lambdaContext(280_000)),
    /** The command line, with the credentials of a person in the hub's account. */
    cli: (argv: readonly string[], flags: readonly string[] = ['--role-name', 'auditor', '--external-id', 'mg-1']) =>
      cli([...argv, '--organization', '--endpoint-url', url, ...flags], { env, directory }),
  };
};

/** The event of a member that someone replaced a mount target's groups, as its forwarder sends it. */
export const eventOf = (
  { account, region }: PlaceOf,
  mountTarget: { readonly id: string },
  { by = `arn:aws:iam::${account}:role/someone`, detail = {}, id }: { by?: string; detail?: object; id?: string } = {},
) => {
  const event = modified(mountTarget, id);
  const userIdentity = { type: 'AssumedRole', arn: by, sessionContext: { sessionIssuer: { arn: by } } };
  return {
    ...event,
    ...{ account, region },
    detail: { ...event.detail, awsRegion: region, recipientAccountId: account, userIdentity, ...detail },
  };
};
