import { type FileSystemId, fileSystemId, mountTargetId } from '../../core/model/ids.ts';
import type { Ports } from '../ports/ports.ts';
import type { Subject } from '../ports/record/file-system.ts';

/** The file system that an order is about: by the record, where a mount target was changed once, otherwise by EFS. */
export const fileSystemOf = async (
  { ledger, reader }: Pick<Ports, 'ledger' | 'reader'>,
  subject: Subject,
): Promise<FileSystemId | undefined> => {
  const id = mountTargetId(subject);
  if (id === undefined) return fileSystemId(subject);
  return (await ledger.fileSystemOf(id)) ?? (await reader.mountTarget(id))?.fileSystemId;
};

/** Whether EFS knows a file system. */
export const exists = async ({ reader }: Pick<Ports, 'reader'>, id: FileSystemId): Promise<boolean> =>
  (await reader.mountTargetsOf(id)) !== undefined;

/** What is said of an id that nothing has. */
export const unknown = (id: Subject): string => `${id} is not on record and does not exist.`;
