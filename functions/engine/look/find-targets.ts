import type { Finding } from '../../core/model/finding.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import { faultFinding, goneFinding } from '../findings/fault.ts';
import type { Ports } from '../ports/ports.ts';
import type { Reader } from '../ports/reader.ts';
import type { EfsInterface } from '../ports/region-reader.ts';
import type { Target } from '../ports/target.ts';
import { echoOf } from './echo.ts';

/** Mount targets to look at, and what is known already without a look. */
export interface Located {
  readonly targets: readonly Target[];
  readonly findings: readonly Finding[];
}

const nothing: Located = { targets: [], findings: [] };

/** Joins what several searches found. */
export const joined = (all: readonly Located[]): Located => ({
  targets: all.flatMap(({ targets }) => targets),
  findings: all.flatMap(({ findings }) => findings),
});

/** The mount targets of a file system; a file system that is gone or cannot be listed is a finding. */
export const ofFileSystem = async (ports: Ports, reader: Reader, fileSystemId: FileSystemId): Promise<Located> => {
  const subject = { mountTargetId: null, fileSystemId };
  try {
    const mountTargets = await reader.mountTargetsOf(fileSystemId);
    if (!mountTargets) return { targets: [], findings: [goneFinding(subject)] };
    return { targets: mountTargets.map((known) => ({ id: known.id, known })), findings: [] };
  } catch (error) {
    return { targets: [], findings: [faultFinding(ports.journal, subject, error)] };
  }
};

const ofInterface = async (ports: Ports, reader: Reader, policy: Policy, it: EfsInterface): Promise<Located> => {
  const { mountTargetId, fileSystemId } = it;
  if (mountTargetId) {
    const echo = await echoOf(ports, policy, mountTargetId, it);
    return echo ? { targets: [], findings: [echo] } : { targets: [{ id: mountTargetId }], findings: [] };
  }
  if (fileSystemId) return ofFileSystem(ports, reader, fileSystemId);
  const { networkInterfaceId } = it;
  ports.journal.warn('interface names no mount target; the sweep will find it', { networkInterfaceId });
  return nothing;
};

/** The mount targets behind interfaces, by one EC2 call; those that are as our own last fix left them are findings. */
export const ofInterfaces = async (
  ports: Ports,
  reader: Reader,
  policy: Policy,
  ids: readonly string[],
): Promise<Located> => {
  if (ids.length === 0) return nothing;
  try {
    const interfaces = (await Array.fromAsync(ports.bulk.interfaces({ ids }))).flat();
    return joined(await Promise.all(interfaces.map((it) => ofInterface(ports, reader, policy, it))));
  } catch (error) {
    return { targets: [], findings: [faultFinding(ports.journal, { mountTargetId: null, fileSystemId: null }, error)] };
  }
};
