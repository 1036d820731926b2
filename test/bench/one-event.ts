import { fileURLToPath } from 'node:url';
import { localAws } from '../../infra/local/local-aws.ts';
import { createTables, localTables } from '../../infra/local/tables.ts';
import { seedAccount } from '../../infra/local/world/seed.ts';
import { groupsOf, setGroups } from '../../infra/local/world/storage.ts';
import { loadFunction } from '../../infra/run-function.ts';
import { cloudTrailEvent } from '../../infra/story/cloudtrail.ts';
import { awsCalls, rounds } from '../support/engine-calls.ts';
import { must } from '../support/must.ts';
import type { Row } from './row.ts';

const fileSystems = 100;
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
    OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/mountguard-remediate',
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

  const calls = awsCalls(aws.calls);
  const toDynamo = aws.calls.log.filter(({ operation }) => operation.startsWith('dynamodb:'));
  const row = (what: string, ours: number, bar: number, before: number): Row => ({
    what,
    ours: `${ours}`,
    against: `at most ${bar}; the first edition: ${before}`,
    met: ours <= bar,
  });
  return [
    row('calls to EFS and EC2', calls.length, 8, 8),
    row('of them to EFS', calls.filter((operation) => operation.startsWith('efs:')).length, 5, 6),
    row('calls to DynamoDB, idempotency included', toDynamo.length, 10, 21),
    row('rounds of calls to DynamoDB, each waiting for the one before', rounds(toDynamo), 7, 16),
    row('rounds of all calls, the read back included', rounds(aws.calls.log), 13, 20),
    {
      what: `calls to EFS and EC2 of ${fileSystems} file systems, to put one right`,
      ours: `${calls.length}`,
      against: 'Cloud Custodian: 103 (published, not run here)',
    },
  ];
};
