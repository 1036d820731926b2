import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClients } from '../../functions/aws/client/clients.ts';
import { coverageItems } from '../../functions/aws/ledger/coverage.ts';
import type { Place } from '../../functions/core/model/place.ts';
import { type LocalOrganizationOptions, localOrganization } from '../../infra/local/organization/local-organization.ts';
import { createTables, localTables } from '../../infra/local/tables.ts';
import { addGroup } from '../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../infra/local/world/storage.ts';
import { must } from './must.ts';

/** The account and Region of the hub. */
export const hub: Place = { account: '111122223333', region: 'eu-west-1' };

/** What an account is given: so many file systems with so many mount targets each, all of them drifted or none. */
interface Given {
  readonly fileSystems?: number;
  readonly mountTargets?: number;
  readonly isDrifted?: boolean;
}

/**
 * The hub of an organisation on this machine over these accounts and Regions: its tables and queues, its policy in a folder of its
 * own, and what its functions find in their environment.
 */
export const organizationHub = async (
  policy: string,
  options: Pick<LocalOrganizationOptions, 'accounts' | 'regions' | 'services'>,
) => {
  const local = localOrganization({ hub, externalId: 'mg-1', ...options });
  const { url, close } = await local.listen();
  const directory = await mkdtemp(join(tmpdir(), 'mountguard-'));
  await writeFile(join(directory, 'policy.yaml'), policy);
  const credentials = { accessKeyId: 'hub', secretAccessKey: 'hub' };
  const at = { region: hub.region, endpoint: url, credentials };
  const sqs = new SQSClient(at);
  const queue = async (QueueName: string) => must((await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl);
  await createTables({ endpoint: url });
  const env = {
    AWS_REGION: hub.region,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    POLICY_URI: `file:${join(directory, 'policy.yaml')}`,
    LEDGER_TABLE: localTables.ledger,
    IDEMPOTENCY_TABLE: localTables.idempotency,
    QUEUE_URL: await queue('work'),
    REGION_QUEUE_URL: await queue('region'),
    OWN_ROLE_ARN: `arn:aws:iam::${hub.account}:role/mountguard-remediate`,
    ORGANIZATION_ID: 'o-ab12cd34ef',
    EXTERNAL_ID: 'mg-1',
    SWEEP_OVERDUE_HOURS: '3',
  };
  sqs.destroy();
  return {
    local,
    url,
    env,
    directory,
    /** What is on record of its places, put there by the adapter of the functions. */
    coverage: coverageItems(awsClients(at).dynamo(), localTables.ledger),
    /** Gives a place what the policy of `policyText` is about. */
    furnish: ({ account, region }: Place, { fileSystems = 1, mountTargets = 1, isDrifted = true }: Given = {}) => {
      const { world } = local.at(account, region);
      const rules = [{ peer: { cidrIpv4: '10.0.0.0/8' } }];
      const { id: wanted } = addGroup(world, { name: 'nfs-prod', tags: { 'nfs-access': 'prod' }, rules });
      const { id: stray } = addGroup(world, { name: 'stray', rules });
      const made = Array.from({ length: fileSystems }, () => {
        const { id: fileSystemId } = addFileSystem(world, { tags: { environment: 'prod' } });
        const groupIds = [isDrifted ? stray : wanted];
        return Array.from({ length: mountTargets }, () => addMountTarget(world, { fileSystemId, groupIds }));
      });
      return { wanted, stray, mountTarget: must(made[0]?.[0]), world };
    },
    /** The messages of the work queue. */
    queued: () => (local.hub.world.queues.get('work')?.messages ?? []).map(({ body }) => JSON.parse(body)),
    close: async () => {
      await close();
      await rm(directory, { recursive: true });
    },
  };
};
