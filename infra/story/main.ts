import { fileURLToPath } from 'node:url';
import {
  CreateFileSystemCommand,
  CreateMountTargetCommand,
  EFSClient,
  ModifyMountTargetSecurityGroupsCommand,
} from '@aws-sdk/client-efs';
import { localAws } from '../local/local-aws.ts';
import { createTables, localTables } from '../local/tables.ts';
import { addGroup, addSubnet, addVpc } from '../local/world/network.ts';
import { groupsOf } from '../local/world/storage.ts';
import { takeLocalEnvironment } from '../own-environment.ts';
import { loadFunction } from '../run-function.ts';
import { type ApiCall, cloudTrailEvent } from './cloudtrail.ts';
import { showStep, statusOf } from './screen.ts';

const ownRole = 'mountguard-remediate';

const aws = localAws();
const endpoint = await aws.listen();
takeLocalEnvironment({
  AWS_ENDPOINT_URL: endpoint.url,
  AWS_LAMBDA_FUNCTION_NAME: 'mountguard-remediate',
  LEDGER_TABLE: localTables.ledger,
  IDEMPOTENCY_TABLE: localTables.idempotency,
  OWN_ROLE_ARN: `arn:aws:iam::111122223333:role/${ownRole}`,
  POLICY_URI: `file:${fileURLToPath(new URL('policy.yaml', import.meta.url))}`,
});
await createTables({ endpoint: endpoint.url });

const remediate = await loadFunction(
  fileURLToPath(new URL('../../dist/remediate/index.mjs', import.meta.url)),
  ownRole,
);
const efs = new EFSClient({ endpoint: endpoint.url });

const vpc = addVpc(aws.world);
const right = addGroup(aws.world, { name: 'nfs-clients', vpcId: vpc.id, tags: { 'nfs-clients': 'production' } }).id;
const wrong = addGroup(aws.world, { name: 'someone-s-test', vpcId: vpc.id }).id;

let failed = 0;

const step = async (
  title: string,
  event: unknown,
  expected: string,
  holds: () => boolean = () => true,
): Promise<void> => {
  aws.calls.reset();
  const run = await remediate(event);
  const ok = statusOf(run) === expected && holds();
  showStep(title, run, aws.calls.counts(), ok);
  if (ok) return;
  failed += 1;
  console.log(`    EXPECTED ${expected}; ${run.error?.stack ?? 'the mount target is not as it should be'}`);
};

/** A production file system with one mount target, made through the API as anyone would; and the CloudTrail event of it. */
const create = async (groups: readonly string[], token: string) => {
  const Tags = [{ Key: 'environment', Value: 'production' }];
  const { FileSystemId } = await efs.send(new CreateFileSystemCommand({ CreationToken: token, Tags }));
  const subnet = addSubnet(aws.world, { vpcId: vpc.id });
  const made = await efs.send(
    new CreateMountTargetCommand({ FileSystemId, SubnetId: subnet.id, SecurityGroups: [...groups] }),
  );
  const { MountTargetId: mountTargetId = '' } = made;
  const responseElements = { mountTargetId, fileSystemId: FileSystemId, vpcId: vpc.id };
  const requestParameters = { fileSystemId: FileSystemId, subnetId: subnet.id, securityGroups: groups };
  return {
    mountTargetId,
    call: { eventName: 'CreateMountTarget', role: 'Terraform', requestParameters, responseElements },
  };
};

const modification = (role: string, mountTargetId: string, groups: readonly string[]): ApiCall => ({
  eventName: 'ModifyMountTargetSecurityGroups',
  role,
  requestParameters: { mountTargetId, securityGroups: groups },
});

const modify = (MountTargetId: string, groups: readonly string[]) =>
  efs.send(new ModifyMountTargetSecurityGroupsCommand({ MountTargetId, SecurityGroups: [...groups] }));

console.log('mountguard on a local AWS endpoint. The policy, infra/story/policy.yaml, enforces one rule:');
console.log('a file system tagged environment=production has exactly the groups tagged nfs-clients=production.');

const first = await create([right], 'first');
await step('Terraform creates a mount target with the right group', cloudTrailEvent(first.call), 'compliant');

await modify(first.mountTargetId, [wrong]);
const drift = cloudTrailEvent(modification('Operator', first.mountTargetId, [wrong]));
const isRight = () => groupsOf(aws.world, first.mountTargetId).join() === right;
await step(
  'An operator replaces its groups; the event reaches the function: found, explained, fixed, verified',
  drift,
  'fixed',
  isRight,
);
const untouched = () => aws.calls.total('efs:') + aws.calls.total('ec2:') === 0;
await step('The same event is delivered again: the first answer, and not one call', drift, 'fixed', untouched);
const own = cloudTrailEvent(modification(ownRole, first.mountTargetId, [right]));
await step('The event of its own change arrives', own, 'ignored: own-change', untouched);

const second = await create([wrong, right], 'second');
const isAsBefore = () => groupsOf(aws.world, second.mountTargetId).length === 2;
const dryRun = { mountTargetIds: [second.mountTargetId], dryRun: true };
await step('A manual dry run on a second, drifted mount target', dryRun, 'would-fix', isAsBefore);

await endpoint.close();
console.log(failed === 0 ? '\nEvery step ended as it should.' : `\n${failed} step(s) did not end as they should.`);
if (failed === 0)
  console.log('\nNext: npx mountguard plan --local shows a sample account, and apply, history and revert work in it.');
process.exitCode = failed === 0 ? 0 : 1;
