import { AwsFault } from '../wire/aws-fault.ts';
import type { FileSystem, MountTarget, World } from '../world/world.ts';

// The patterns of the EFS API model; AWS answers for them as crossplane-contrib/provider-aws#1652 recorded.
const ARN = 'arn:aws[-a-z]*:elasticfilesystem:[0-9a-z-:]+';
const patterns = {
  fileSystemId: new RegExp(`^(${ARN}:file-system/fs-[0-9a-f]{8,40}|fs-[0-9a-f]{8,40})$`),
  mountTargetId: /^fsmt-[0-9a-f]{8,40}$/,
  resourceId: new RegExp(`^(${ARN}:(access-point/fsap|file-system/fs)-[0-9a-f]{8,40}|fs(ap)?-[0-9a-f]{8,40})$`),
  securityGroups: /^sg-[0-9a-f]{8,40}/,
  subnetId: /^subnet-[0-9a-f]{8,40}$/,
};

/** Checks an id against the API model and takes it out of its ARN. Throws `ValidationException`. */
export const modelled = (place: keyof typeof patterns, text = ''): string => {
  const pattern = patterns[place];
  if (pattern.test(text)) return text.slice(text.lastIndexOf('/') + 1);
  throw new AwsFault(
    'ValidationException',
    `1 validation error detected: Value '${text}' at '${place}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`,
  );
};

/** The file system with this id or ARN. Throws `FileSystemNotFound`. */
export const knownFileSystem = (
  world: World,
  text: string | undefined,
  place: 'fileSystemId' | 'resourceId',
): FileSystem => {
  const id = modelled(place, text);
  const known = world.fileSystems.get(id);
  if (!known) throw new AwsFault('FileSystemNotFound', `File system '${id}' does not exist.`);
  return known;
};

/** The mount target with this id. Throws `MountTargetNotFound`. */
export const knownMountTarget = (world: World, text: string | undefined): MountTarget => {
  const id = modelled('mountTargetId', text);
  const known = world.mountTargets.get(id);
  if (!known) throw new AwsFault('MountTargetNotFound', `Mount target '${id}' does not exist.`);
  return known;
};
