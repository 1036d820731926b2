import type { AwsClients } from '../../aws/client/clients.ts';
import { awsReader } from '../../aws/read/reader.ts';
import { awsRegionReader } from '../../aws/read/region-reader.ts';
import { MountguardError } from '../../core/model/errors.ts';
import type { FileSystemId, MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import { atMost } from '../../engine/async/at-most.ts';
import { together } from '../../engine/async/together.ts';
import type { Cli } from '../cli.ts';

/** What ids on record are called now. */
export interface Names {
  group(id: SecurityGroupId): { readonly id: string; readonly name: string | null };
  fileSystem(id: FileSystemId | null): string | null;
  zone(id: MountTargetId | null): string | null;
}

type Known = ReadonlyMap<string | null, string | null>;

/** Names by what is known; what is not has none. */
export const namesBy = (groups: Known, fileSystems: Known, zones: Known): Names => ({
  group: (id) => ({ id, name: groups.get(id) ?? null }),
  fileSystem: (id) => fileSystems.get(id) ?? null,
  zone: (id) => zones.get(id) ?? null,
});

/** File systems whose names are asked for one by one; for more of them all are listed. */
const mostSingle = 10;

const found = async <T>(cli: Pick<Cli, 'tell'>, what: string, read: () => Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof MountguardError)) throw error;
    cli.tell(`warning: ids are shown without ${what}: ${error.message}`);
    return otherwise;
  }
};

/** Looks up the names of file systems and groups, and the zones of mount targets. What may not be read or is gone has none. */
export const namesOf = async (
  cli: Pick<Cli, 'tell'>,
  clients: AwsClients,
  fileSystems: ReadonlySet<FileSystemId>,
  groups: ReadonlySet<SecurityGroupId>,
): Promise<Names> => {
  const [reader, bulk] = [awsReader(clients), awsRegionReader(clients)];
  const zones = new Map<MountTargetId, string>();
  const named = new Map<FileSystemId, string>();
  const name = (id: FileSystemId, tags: ReadonlyMap<string, string>): void => {
    const its = tags.get('Name');
    if (its) named.set(id, its);
  };
  const one = async (id: FileSystemId): Promise<void> => {
    const [fileSystem, targets] = await together([reader.fileSystem(id), reader.mountTargetsOf(id)]);
    if (fileSystem) name(id, fileSystem.tags);
    for (const { id: target, availabilityZone } of targets ?? [])
      if (availabilityZone !== undefined) zones.set(target, availabilityZone);
  };
  const all = async (): Promise<void> => {
    for await (const page of bulk.fileSystems()) for (const { id, tags } of page) name(id, tags);
    for await (const page of bulk.interfaces())
      for (const { mountTargetId, availabilityZone } of page)
        if (mountTargetId && availabilityZone) zones.set(mountTargetId, availabilityZone);
  };
  const limited = atMost(mostSingle);
  const readFileSystems = async (): Promise<void> => {
    if (fileSystems.size > mostSingle) await all();
    else await together([...fileSystems].map((id) => limited(() => one(id))));
  };
  const [, known] = await together([
    found(cli, 'the names of file systems', readFileSystems, undefined),
    found(cli, 'the names of groups', async () => (groups.size > 0 ? bulk.groups({ ids: [...groups] }) : []), []),
  ]);
  return namesBy(new Map(known.map((it) => [it.id, it.name])), named, zones);
};
