import type { LiveState } from '../../core/model/live-state.ts';
import { once } from '../../core/model/once.ts';
import type { Ledger, LedgerRecord } from '../ports/ledger.ts';
import type { Reader } from '../ports/reader.ts';
import type { Target } from '../ports/target.ts';

export interface Observation {
  /** Undefined when the mount target, or its file system, does not exist. */
  readonly live: LiveState | undefined;
  /** What the ledger has of the mount target. */
  readonly record: LedgerRecord;
  /** What the ledger has of its file system; undefined when the mount target does not exist. */
  readonly fileSystemRecord: LedgerRecord | undefined;
}

/** Reads one mount target in two rounds: itself and its groups, then its file system and the groups its VPC offers. */
export const observe = async (reader: Reader, ledger: Pick<Ledger, 'record'>, target: Target): Promise<Observation> => {
  const [mountTarget, attached, record] = await Promise.all([
    target.known ?? reader.mountTarget(target.id),
    reader.attachedGroups(target.id),
    ledger.record(target.id),
  ]);
  if (!mountTarget || !attached) return { live: undefined, record, fileSystemRecord: undefined };
  const [fileSystem, usable, fileSystemRecord] = await Promise.all([
    reader.fileSystem(mountTarget.fileSystemId),
    reader.usableGroups(mountTarget.vpcId),
    ledger.record(mountTarget.fileSystemId),
  ]);
  return { live: fileSystem && { mountTarget, fileSystem, attached, usable }, record, fileSystemRecord };
};

const byId = (id: string): string => id;

/** A reader that asks about a file system, and about a VPC, once: for the targets of one invocation, which share them. */
export const sharingReader = (reader: Reader): Reader => ({
  ...reader,
  fileSystem: once(byId, reader.fileSystem),
  usableGroups: once(byId, reader.usableGroups),
  mountTargetsOf: once(byId, reader.mountTargetsOf),
});
