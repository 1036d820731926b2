import { afterAll, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import type { Cli } from '../../../functions/cli/cli.ts';
import { makePlan } from '../../../functions/cli/plan/make-plan.ts';
import { ledgerOf } from '../../../functions/cli/session/deployment.ts';
import type { FileSystemId, MountTargetId } from '../../../functions/core/model/ids.ts';
import { parsePolicy } from '../../../functions/policy/parse-policy.ts';
import { plainLook } from '../../../functions/report/look.ts';
import { planRenderers } from '../../../functions/report/plan/formats.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { createTables, localTables } from '../../../infra/local/tables.ts';
import { addMixedAccount, mixedPolicy } from '../../support/mixed-account.ts';
import { must } from '../../support/must.ts';

const aws = localAws();
const ids = addMixedAccount(aws.world);
const { url: endpoint, close } = await aws.listen();
afterAll(close);
await createTables({ endpoint });

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const options = { endpoint, region: 'us-east-1', credentials };
const caller = { arn: 'arn:aws:iam::111122223333:user/local', account: '111122223333' };
const clients = awsClients(options);
const session = { account: caller.account, region: options.region, caller, clients, options, calls: new Map() };
const deployment = {
  stack: 'mountguard',
  ledgerTable: localTables.ledger,
  remediateFunction: 'remediate',
  sweepFunction: 'sweep',
  outputs: new Map(),
};

const parsed = parsePolicy(mixedPolicy, '0123456789ab');
if (!('policy' in parsed)) throw new Error('the policy is not understood');
const { policy } = parsed;

const planNow = async () => {
  const head = {
    version: 1 as const,
    mountguard: '0',
    account: caller.account,
    region: options.region,
    caller: caller.arn,
    at: new Date().toISOString(),
    policy: { uri: 'policy.yaml', version: policy.version, mode: policy.mode, rules: 1, why: null },
    stack: { name: deployment.stack },
  };
  const read = { uri: 'policy.yaml', text: mixedPolicy, policy, lines: new Map(), why: null };
  const cli = { tell: () => {} } as unknown as Cli;
  const { report } = await makePlan(cli, { session, deployed: { deployment }, read, head, startedAt: 0 }, []);
  const showing = { all: false, summary: false, filtered: false, who: false };
  return { report, screen: planRenderers(showing).screen([report], plainLook) };
};

it('is planned with what its ledger says: holds, and why nothing may be written', async () => {
  const ledger = ledgerOf(deployment, session);
  const id = must(ids.changed.targets[0]) as MountTargetId;
  const before = await planNow();
  expect(before.screen).toContain(`mountguard apply ${before.report.fingerprint}`);

  const hold = { until: Date.now() + 60_000, reason: 'INC-7', by: 'ana', at: Date.now() };
  await ledger.hold(ids.changed.id as FileSystemId, id, hold);
  await ledger.closeGate('over-budget', Date.now());
  const { report, screen } = await planNow();
  expect(report.results.find(({ mountTarget }) => mountTarget.id === id)).toMatchObject({
    status: 'refused',
    reasons: [{ code: 'held' }],
    add: [{ name: 'prod-nfs' }],
  });
  expect(report.summary.drifted).toBe(before.report.summary.drifted - 1);
  expect(report.stopped).toMatchObject([{ code: 'unconfirmed' }]);
  expect(screen).toContain('refused: held');
  expect(screen).toMatch(/Nothing is written since .* until a plan is confirmed\./);
  expect(screen.replaceAll('\n', ' ')).toContain(`To confirm this one: mountguard apply ${report.fingerprint}`);

  await ledger.pause({ at: Date.now(), by: 'ana', reason: 'INC-8' });
  const paused = (await planNow()).screen;
  expect(paused).toContain('All writes have been paused since');
  expect(paused.replaceAll('\n', ' ')).toContain('mountguard resume ends that');
  expect(aws.calls.counts()).not.toHaveProperty('efs:ModifyMountTargetSecurityGroups');
});
