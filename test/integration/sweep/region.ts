import { awsClients } from '../../../functions/aws/client/clients.ts';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { awsRegionReader } from '../../../functions/aws/read/region-reader.ts';
import { mountTargetId } from '../../../functions/core/model/ids.ts';
import { type Occasion, sweep } from '../../../functions/engine/sweep/sweep.ts';
import { textOf } from '../../../functions/runtime/load-policy.ts';
import { type LocalAwsOptions, localAws } from '../../../infra/local/local-aws.ts';
import { localTables } from '../../../infra/local/tables.ts';
import { addGroup, addVpc } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { fakeClock } from '../../support/engine-clock.ts';
import { leaseMs, localPlace, policyFrom, policyText } from '../../support/engine-scene.ts';
import { addTables, inProcess } from '../../support/in-process.ts';
import { must } from '../../support/must.ts';
import { roomy } from '../../support/safety-scene.ts';
import { recordingJournal, recordingQueue } from './recorders.ts';

interface RegionOptions extends LocalAwsOptions {
  /** The policy's `mode`, and what else it says; without limits of its own, one sweep may change everything. */
  readonly mode?: string;
  readonly limits?: string;
  readonly rules?: string;
  /** Attempts at one call; 1 unless said otherwise, for the SDK's own pauses take real time. */
  readonly maxAttempts?: number;
}

interface FileSystemOptions {
  /** In which VPC, by its place. */
  readonly vpc?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly mountTargets?: number;
}

/**
 * A local account and region, and a sweep of it over real SDK clients. Each VPC has the group `wanted`, which the policy
 * wants on file systems tagged `environment: prod`, and the group `stray`. `add` adds a file system that is compliant.
 */
export const region = async ({
  mode = 'enforce',
  limits = roomy,
  rules = '',
  maxAttempts = 1,
  ...options
}: RegionOptions = {}) => {
  const aws = localAws(options);
  const { world, calls } = aws;
  const clients = awsClients({ ...inProcess(aws), maxAttempts });
  const policy = policyFrom(policyText(`${rules}\n${limits}`).replace('mode: enforce', `mode: ${mode}`));

  const addVpcWithGroups = () => {
    const { id } = addVpc(world);
    const rules = [{ peer: { cidrIpv4: '10.0.0.0/8' } }];
    const wanted = addGroup(world, { name: 'nfs-prod', vpcId: id, tags: { 'nfs-access': 'prod' }, rules });
    return { id, wanted, stray: addGroup(world, { name: 'stray', vpcId: id, rules }) };
  };
  const vpcs = [addVpcWithGroups()];
  const vpcAt = (place: number) => must(vpcs[place]);

  const add = ({ vpc = 0, tags = { environment: 'prod' }, mountTargets = 3 }: FileSystemOptions = {}) => {
    const { id: vpcId, wanted } = vpcAt(vpc);
    const { id: fileSystemId } = addFileSystem(world, { tags });
    const made = Array.from({ length: mountTargets }, () =>
      addMountTarget(world, { fileSystemId, vpcId, groupIds: [wanted.id] }),
    );
    return { id: fileSystemId, mountTargets: made, ids: made.map(({ id }) => must(mountTargetId(id))) };
  };

  const clock = fakeClock();
  await addTables(aws);
  const queue = recordingQueue();
  const journal = recordingJournal();
  const ports = {
    reader: awsReader(clients),
    bulk: awsRegionReader(clients),
    clock,
    journal,
    queue,
    ledger: dynamoLedger({ client: clients.dynamo(), table: localTables.ledger, place: localPlace, clock, leaseMs }),
    paused: false,
    digest: (text: string) => text,
    textOf,
  };
  return {
    aws,
    clients,
    ports,
    policy,
    queue,
    journal,
    vpcAt,
    addVpc: () => vpcs.push(addVpcWithGroups()) - 1,
    add,
    addMany: (count: number, say?: FileSystemOptions) => Array.from({ length: count }, () => add(say)),
    /** Puts a mount target out of line with the policy. */
    drift: (id: string, vpc = 0) => setGroups(world, id, [vpcAt(vpc).stray.id]),
    /** Calls to EFS and EC2 by operation; not those of the ledger. */
    awsCalls: () => Object.fromEntries(Object.entries(calls.counts()).filter(([name]) => /^(efs|ec2):/.test(name))),
    /** Lets time pass, in milliseconds. */
    pass: clock.pass,
    sweep: async (say: Partial<Occasion> = {}, over: Partial<typeof ports> = {}) => {
      calls.reset();
      const { result } = await sweep({ ...ports, ...over }, policy, { cause: 'sweep', dryRun: false, ...say });
      return result;
    },
  };
};

export type Region = Awaited<ReturnType<typeof region>>;
