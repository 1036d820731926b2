import {
  CreateFileSystem$,
  type CreateFileSystemRequest,
  DeleteFileSystem$,
  type DeleteFileSystemRequest,
  DescribeFileSystems$,
  type DescribeFileSystemsRequest,
  type DescribeFileSystemsResponse,
  type FileSystemDescription,
  UpdateFileSystem$,
  type UpdateFileSystemRequest,
} from '@aws-sdk/client-efs';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { addFileSystem } from '../world/storage.ts';
import { fromPairs, toPairs } from '../world/tags.ts';
import type { FileSystem, World } from '../world/world.ts';
import { zoneId, zonesOf } from '../world/zones.ts';
import { knownFileSystem } from './ids.ts';
import { efsPage } from './page.ts';
import { checkTags } from './tag-rules.ts';

const describe = (world: World, of: FileSystem): FileSystemDescription => ({
  OwnerId: of.ownerId,
  CreationToken: of.creationToken,
  FileSystemId: of.id,
  FileSystemArn: `arn:aws:elasticfilesystem:${world.region}:${of.ownerId}:file-system/${of.id}`,
  CreationTime: new Date(of.createdAt),
  LifeCycleState: of.lifeCycleState as FileSystemDescription['LifeCycleState'],
  Name: of.tags.get('Name'),
  NumberOfMountTargets: of.mountTargetIds.size,
  SizeInBytes: { Value: 6144, ValueInIA: 0, ValueInStandard: 6144, ValueInArchive: 0 },
  PerformanceMode: of.performanceMode,
  ThroughputMode: of.throughputMode,
  ProvisionedThroughputInMibps: of.provisionedThroughputInMibps,
  Encrypted: of.encrypted,
  KmsKeyId: of.kmsKeyId,
  AvailabilityZoneName: of.availabilityZone,
  AvailabilityZoneId: of.availabilityZone && zoneId(world.region, of.availabilityZone),
  Tags: toPairs(of.tags),
  FileSystemProtection: { ReplicationOverwriteProtection: 'ENABLED' },
});

const create = (input: CreateFileSystemRequest, { world, behaviour, now }: Context): FileSystemDescription => {
  const { CreationToken: creationToken = '', AvailabilityZoneName: availabilityZone } = input;
  const twin = world.fileSystems.values().find((each) => each.creationToken === creationToken);
  if (twin) {
    throw new AwsFault(
      'FileSystemAlreadyExists',
      `File system '${twin.id}' already exists with creation token '${creationToken}'`,
      undefined,
      { members: { FileSystemId: twin.id } },
    );
  }
  if (availabilityZone && !zonesOf(world.region).some(({ name }) => name === availabilityZone)) {
    throw new AwsFault('UnsupportedAvailabilityZone', `One Zone file systems cannot be created in ${availabilityZone}`);
  }
  const tags = fromPairs(input.Tags);
  checkTags(tags);
  const made = addFileSystem(world, {
    creationToken,
    createdAt: now(),
    tags,
    lifeCycleState: 'creating',
    settlesAt: now() + behaviour.creatingMs,
    performanceMode: input.PerformanceMode ?? 'generalPurpose',
    throughputMode: input.ThroughputMode ?? 'bursting',
    encrypted: input.Encrypted ?? false,
    ...(input.KmsKeyId === undefined ? {} : { kmsKeyId: input.KmsKeyId }),
    ...(availabilityZone === undefined ? {} : { availabilityZone }),
    ...(input.ProvisionedThroughputInMibps === undefined
      ? {}
      : { provisionedThroughputInMibps: input.ProvisionedThroughputInMibps }),
  });
  return describe(world, made);
};

const list = (input: DescribeFileSystemsRequest, { world }: Context): DescribeFileSystemsResponse => {
  if (input.FileSystemId !== undefined && input.CreationToken !== undefined) {
    throw new AwsFault('BadRequest', 'Specify either FileSystemId or CreationToken, not both.');
  }
  const all =
    input.FileSystemId === undefined
      ? [...world.fileSystems.values()]
      : [knownFileSystem(world, input.FileSystemId, 'fileSystemId')];
  const { CreationToken: token } = input;
  const wanted = token === undefined ? all : all.filter((each) => each.creationToken === token);
  const { items, next } = efsPage(wanted, input);
  return { Marker: input.Marker, FileSystems: items.map((each) => describe(world, each)), NextMarker: next };
};

const remove = (input: DeleteFileSystemRequest, { world, behaviour, now }: Context): void => {
  const known = knownFileSystem(world, input.FileSystemId, 'fileSystemId');
  if (known.mountTargetIds.size > 0) {
    throw new AwsFault('FileSystemInUse', `File system '${known.id}' has mount targets.`);
  }
  known.lifeCycleState = 'deleting';
  known.settlesAt = now() + behaviour.deletingMs;
  world.settling.add(known);
};

const update = (input: UpdateFileSystemRequest, { world }: Context): FileSystemDescription => {
  const known = knownFileSystem(world, input.FileSystemId, 'fileSystemId');
  if (known.lifeCycleState !== 'available') {
    throw new AwsFault('IncorrectFileSystemLifeCycleState', `File system '${known.id}' is ${known.lifeCycleState}.`);
  }
  if (input.ThroughputMode !== undefined) known.throughputMode = input.ThroughputMode;
  if (input.ProvisionedThroughputInMibps !== undefined) {
    known.provisionedThroughputInMibps = input.ProvisionedThroughputInMibps;
  }
  return describe(world, known);
};

/** The operations on file systems themselves. */
export const fileSystemOperations: readonly Operation[] = [
  operation(CreateFileSystem$, create),
  operation(DescribeFileSystems$, list),
  operation(DeleteFileSystem$, remove),
  operation(UpdateFileSystem$, update),
];
