import type { Finding } from '../../core/model/finding.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import { together } from '../async/together.ts';
import { faultFinding, goneFinding } from '../findings/fault.ts';
import { mountTargetOf } from '../observe/of-interface.ts';
import type { Ports } from '../ports/ports.ts';
import type { Reader } from '../ports/reader.ts';
import type { EfsInterface } from '../ports/region-reader.ts';
import type { Target } from '../ports/target.ts';

/** Mount targets to look at, and what is known already without a look. */
export interface Found {
  readonly targets: readonly Target[];
  readonly findings: readonly Finding[];
}

const nothing: Found = { targets: [], findings: [] };

/** Joins what several searches found. */
export const joined = (all: readonly Found[]): Found => ({
  targets: all.flatMap(({ targets }) => targets),
  findings: all.flatMap(({ findings }) => findings),
});

/** The mount targets of a file system; a file system that is gone or cannot be listed is a finding. */
export const ofFileSystem = async (
  { journal }: Pick<Ports, 'journal'>,
  reader: Reader,
  fileSystemId: FileSystemId,
): Promise<Found> => {
  const subject = { mountTargetId: null, fileSystemId };
  try {
    const mountTargets = await reader.mountTargetsOf(fileSystemId);
    if (!mountTargets) return { targets: [], findings: [goneFinding(subject)] };
    return { targets: mountTargets.map((known) => ({ id: known.id, known })), findings: [] };
  } catch (error) {
    return { targets: [], findings: [faultFinding(journal, subject, error)] };
  }
};

const ofInterface = async (ports: Pick<Ports, 'journal'>, reader: Reader, it: EfsInterface): Promise<Found> => {
  const { mountTargetId: id, fileSystemId, networkInterfaceId, attached } = it;
  if (id && fileSystemId)
    return { targets: [{ id, known: mountTargetOf(it, { id, fileSystemId }), attached }], findings: [] };
  if (id) return { targets: [{ id }], findings: [] };
  if (fileSystemId) return ofFileSystem(ports, reader, fileSystemId);
  ports.journal.warn('interface names no mount target; the sweep will find it', { networkInterfaceId });
  return nothing;
};

/** The mount targets behind interfaces, by one EC2 call, with what is attached to them. */
export const ofInterfaces = async (
  ports: Pick<Ports, 'journal'>,
  reader: Reader,
  ids: readonly string[],
): Promise<Found> => {
  if (ids.length === 0) return nothing;
  try {
    const interfaces = await reader.interfaces(ids);
    return joined(await together(interfaces.map((it) => ofInterface(ports, reader, it))));
  } catch (error) {
    return { targets: [], findings: [faultFinding(ports.journal, { mountTargetId: null, fileSystemId: null }, error)] };
  }
};
