import { type FileSystemId, fileSystemId, type MountTargetId, mountTargetId } from '../../core/model/ids.ts';
import { together } from '../../engine/async/together.ts';
import type { Reader } from '../../engine/ports/reader.ts';
import type { RegionReader } from '../../engine/ports/region-reader.ts';
import { UsageError } from '../usage-error.ts';

/** What a person named. */
export interface Named {
  readonly fileSystems: readonly FileSystemId[];
  /** Only these of their mount targets; all when empty. */
  readonly mountTargets: readonly MountTargetId[];
}

/** Reads ids and ARNs of file systems and mount targets, and finds the file systems of mount targets. Throws `UsageError`. */
export const findNamed = async (
  reader: Pick<Reader, 'mountTarget'>,
  words: readonly string[],
  region: string,
): Promise<Named> => {
  const mountTargets: MountTargetId[] = [];
  const fileSystems = await together(
    words.map(async (word) => {
      const target = mountTargetId(word);
      const id = fileSystemId(word);
      if (id) return id;
      if (!target)
        throw new UsageError(
          `"${word}" is no id of a mount target (fsmt-…) or a file system (fs-…); mountguard plan --all lists them`,
        );
      mountTargets.push(target);
      const found = await reader.mountTarget(target);
      if (!found) throw new UsageError(`there is no ${target} in ${region}; check the id, --region and --profile`);
      return found.fileSystemId;
    }),
  );
  return { fileSystems: [...new Set(fileSystems)], mountTargets };
};

/**
 * A reader of some file systems instead of a Region: by EFS itself, which has the last word where EC2 lags behind. Throws
 * `UsageError` for one that does not exist.
 */
export const narrowedTo = (
  bulk: RegionReader,
  reader: Reader,
  ids: readonly FileSystemId[],
  region: string,
): RegionReader => ({
  ...bulk,
  async *fileSystems() {
    for (const id of ids) {
      const found = await reader.fileSystem(id);
      if (!found) throw new UsageError(`there is no ${id} in ${region}; check the id, --region and --profile`);
      // More than there are: so each is asked of EFS.
      yield [{ ...found, mountTargets: Number.POSITIVE_INFINITY }];
    }
  },
  async *interfaces() {},
});
