import { randomUUID } from 'node:crypto';
import { type AwsClients, awsClients } from '../../functions/aws/client/clients.ts';
import { dynamoLedger } from '../../functions/aws/ledger/dynamo-ledger.ts';
import { awsReader } from '../../functions/aws/read/reader.ts';
import { efsActuator } from '../../functions/aws/write/actuator.ts';
import {
  type FileSystemId,
  fileSystemId,
  type MountTargetId,
  mountTargetId,
  type SecurityGroupId,
  securityGroupId,
} from '../../functions/core/model/ids.ts';
import type { Policy } from '../../functions/core/model/policy.ts';
import type { Request } from '../../functions/core/model/request.ts';
import { remediator } from '../../functions/engine/look/remediate.ts';
import type { Actuator, Clock, Ports } from '../../functions/engine/ports/ports.ts';
import { parsePolicy } from '../../functions/policy/parse-policy.ts';
import { textOf } from '../../functions/runtime/load-policy.ts';
import { type LocalAwsOptions, localAws } from '../../infra/local/local-aws.ts';
import { localTables } from '../../infra/local/tables.ts';
import { addGroup } from '../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget, groupsOf } from '../../infra/local/world/storage.ts';
import { fakeClock } from './engine-clock.ts';
import { recordingJournal } from './engine-journal.ts';
import { addTables, inProcess } from './in-process.ts';
import { must } from './must.ts';

/** What the ledger of a local account is about. */
export const localPlace = { account: '111122223333', region: 'us-east-1' };

/** Writes to a local account, and asks EFS there. */
export const localActuator = (clients: AwsClients): Actuator => ({
  attachedGroups: awsReader(clients).attachedGroups,
  ...efsActuator(clients),
});

/** The ports behind which AWS is, on clients of a local account. */
export const portsOn = (clients: AwsClients, clock: Clock): Pick<Ports, 'reader' | 'actuator' | 'ledger'> => ({
  reader: awsReader(clients),
  actuator: localActuator(clients),
  ledger: dynamoLedger({ client: clients.dynamo(), table: localTables.ledger, place: localPlace, clock, leaseMs }),
});

/** How long a lease lasts in a scene, in milliseconds. */
export const leaseMs = 90_000;

/** One rule for file systems tagged `environment`: the groups whose `nfs-access` is the same. */
export const policyText = (say = ''): string => `
version: 1
mode: enforce
${say.startsWith('rules:') ? '' : sharedData}
${say}`;

const sharedData = `
rules:
  - name: shared-data
    when: { tags: { environment: "*" } }
    securityGroups: [{ tags: { nfs-access: "\${environment}" } }]`;

/** The policy that a text says. */
export const policyFrom = (text: string): Policy => {
  const parsed = parsePolicy(text, '0123456789ab');
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  return parsed.policy;
};

interface SceneOptions extends LocalAwsOptions {
  /** The text of the policy. */
  readonly policy?: string;
  /** A sweep has measured the policy. */
  readonly measured?: boolean;
  /** Attempts at one call; 1 unless said otherwise, for the SDK's own pauses take real time. */
  readonly maxAttempts?: number;
}

/** The id of a file system of the local account. */
export const fileSystemIdOf = ({ id }: { readonly id: string }): FileSystemId => must(fileSystemId(id));

/** The id of a group of the local account. */
export const groupIdOf = ({ id }: { readonly id: string }): SecurityGroupId => must(securityGroupId(id));

/** The id of a mount target of the local account. */
export const idOf = ({ id }: { readonly id: string }): MountTargetId => must(mountTargetId(id));

/**
 * A local account with one file system tagged `environment: prod`, the group `wanted` that the policy wants on it, and
 * one mount target that has the group `stray` instead; and an engine on real SDK clients of that account.
 */
export const scene = async ({
  policy = policyText(),
  measured = false,
  maxAttempts = 1,
  ...options
}: SceneOptions = {}) => {
  const clock = fakeClock();
  const aws = localAws({ clock, ...options });
  await addTables(aws);
  const clients = awsClients({ ...inProcess(aws), maxAttempts });

  const wanted = addGroup(aws.world, { name: 'nfs-prod', tags: { 'nfs-access': 'prod' } });
  const stray = addGroup(aws.world, { name: 'stray' });
  const fileSystem = addFileSystem(aws.world, { tags: { environment: 'prod' } });
  const mountTarget = addMountTarget(aws.world, { fileSystemId: fileSystem.id, groupIds: [stray.id] });

  const journal = recordingJournal();
  const ports: Ports = { ...portsOn(clients, clock), clock, journal, paused: false, newId: randomUUID, textOf };
  const request: Request = {
    mountTargetIds: [idOf(mountTarget)],
    fileSystemIds: [],
    networkInterfaceIds: [],
    securityGroupIds: [],
    prefixListIds: [],
    cause: 'ModifyMountTargetSecurityGroups',
    dryRun: false,
  };
  const parsed = policyFrom(policy);
  if (measured) await ports.ledger.openGate(parsed.version, 0);
  const look = async (say: Partial<Request> = {}, over: Partial<Ports> = {}) => {
    const { findings } = await remediator({ ...ports, ...over }, parsed)({ ...request, ...say });
    return must(findings[0]);
  };
  aws.calls.reset();
  return {
    aws,
    clients,
    clock,
    journal,
    ports,
    policy: parsed,
    request,
    fileSystem,
    mountTarget,
    wanted,
    stray,
    /** One look at the mount target by an invocation of its own. */
    look,
    /** The groups that the mount target truly has. */
    groups: () => groupsOf(aws.world, mountTarget.id),
    /** How often Modify was called. */
    modifies: () => aws.calls.total('efs:ModifyMountTargetSecurityGroups'),
  };
};

export type Scene = Awaited<ReturnType<typeof scene>>;
