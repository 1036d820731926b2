import { fileURLToPath } from 'node:url';
import { localAws } from '../../infra/local/local-aws.ts';
import { createTables, localTables } from '../../infra/local/tables.ts';
import { seedAccount } from '../../infra/local/world/seed.ts';
import { groupsOf, setGroups } from '../../infra/local/world/storage.ts';
import { loadFunction } from '../../infra/run-function.ts';
import { cloudTrailEvent } from '../../infra/story/cloudtrail.ts';
import { awsCalls, readsBeforeModify, rounds } from '../support/engine-calls.ts';
import { must } from '../support/must.ts';
import type { Row } from './row.ts';

const fileSystems = 100;
const bar = { calls: 7, guards: 1, rounds: 3 };
/** Without it no two calls would overlap, and each would look as if it had waited for the one before. */
const latencyMs = 20;

/** What it costs the built function to put one mount target right, from the event to the verified fix. */
export const oneEvent = async (): Promise<readonly Row[]> => {
  const aws = localAws();
  const endpoint = await aws.listen();
  await createTables({ endpoint: endpoint.url });
  const { mountTargets } = seedAccount(aws.world, {
    fileSystems,
    tags: () => ({ environment: 'production' }),
    groups: [{ name: 'right', tags: { 'nfs-clients': 'production' } }, { name: 'wrong' }],
    attach: (_, [right]) => [must(right)],
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: aws.world.region,
    LEDGER_TABLE: localTables.ledger,
    IDEMPOTENCY_TABLE: localTables.idempotency,
    POLICY_URI: `file:${fileURLToPath(new URL('../../infra/story/policy.yaml', import.meta.url))}`,
  });
  const built = fileURLToPath(new URL('../../dist/remediate/index.mjs', import.meta.url));
  const remediate = await loadFunction(built, 'remediate');

  const { id } = must(mountTargets[0]);
  const right = groupsOf(aws.world, id);
  const { vpcId } = must(aws.world.securityGroups.get(must(right[0])));
  const wrong = must(aws.world.securityGroups.values().find((it) => it.name === 'wrong' && it.vpcId === vpcId));
  setGroups(aws.world, id, [wrong.id]);
  aws.calls.reset();
  aws.faults.set({ latencyMs });
  const requestParameters = { mountTargetId: id, securityGroups: [wrong.id] };
  const { error } = await remediate(
    cloudTrailEvent({ eventName: 'ModifyMountTargetSecurityGroups', role: 'Operator', requestParameters }),
  );
  await endpoint.close();
  if (error) throw error;
  if (groupsOf(aws.world, id).join() !== right.join()) throw new Error(`${id} was not put right`);

  const calls = awsCalls(aws.calls).length;
  const reads = rounds(readsBeforeModify(aws.calls));
  return [
    {
      what: `calls to EFS and EC2, of ${fileSystems} file systems`,
      ours: `${calls}`,
      against: `at most ${bar.calls}, and ${bar.guards} for the guards; Cloud Custodian: 103 (published, not run here)`,
      met: calls <= bar.calls + bar.guards,
    },
    {
      what: 'rounds of reads, each waiting for the one before, until Modify',
      ours: `${reads}`,
      against: `at most ${bar.rounds}`,
      met: reads <= bar.rounds,
    },
    {
      what: 'rounds of calls in all, DynamoDB and the read back included',
      ours: `${rounds(aws.calls.log)}`,
      against: 'no bar',
    },
    { what: 'calls to DynamoDB', ours: `${aws.calls.total('dynamodb:')}`, against: 'no bar' },
  ];
};
