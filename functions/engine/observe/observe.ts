import { lifecycleObstacle } from '../../core/decide/by-lifecycle.ts';
import { TerminalError } from '../../core/model/errors.ts';
import type { FileSystemId, VpcId } from '../../core/model/ids.ts';
import type { LiveState, MountTarget } from '../../core/model/live-state.ts';
import { memoized } from '../../core/model/memoized.ts';
import { sayReason } from '../../core/model/reason.ts';
import { gathered } from '../async/gathered.ts';
import { together } from '../async/together.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Reader } from '../ports/reader.ts';
import type { FileSystemRecord } from '../ports/record/file-system.ts';
import type { Gate } from '../ports/record/gate.ts';
import type { EfsInterface } from '../ports/region-reader.ts';
import type { Target } from '../ports/target.ts';

export interface Observation {
  /** Undefined when the mount target, or its file system, does not exist. */
  readonly live: LiveState | undefined;
  readonly gate: Gate;
  /** What the ledger has of its file system; undefined when that is not known. */
  readonly record: FileSystemRecord | undefined;
}

/** What is attached, by EC2's word; by that of EFS where EC2 does not show the interface. */
const attachedTo = async (reader: Reader, mountTarget: MountTarget) => {
  const { id, networkInterfaceId } = mountTarget;
  const shown = networkInterfaceId === undefined ? [] : await reader.interfaces([networkInterfaceId]);
  if (shown[0]) return shown[0].attached;
  const obstacle = lifecycleObstacle(mountTarget);
  // EFS would answer that the state forbids it, which sounds as if it passed.
  if (obstacle?.status === 'refused') throw new TerminalError(sayReason(obstacle.reason), obstacle.reason);
  return reader.attachedGroups(id);
};

const gone = async (ledger: Pick<Ledger, 'read' | 'fileSystemOf'>, { id, known }: Target): Promise<Observation> => {
  const fileSystemId = known?.fileSystemId ?? (await ledger.fileSystemOf(id));
  const standings = await ledger.read(fileSystemId ? [fileSystemId] : []);
  return { live: undefined, gate: standings.gate, record: fileSystemId && standings.record(fileSystemId) };
};

/** Reads one mount target in two rounds: itself, then its groups, its file system, the groups that its VPC offers, and the record. */
export const observe = async (
  reader: Reader,
  ledger: Pick<Ledger, 'read' | 'fileSystemOf'>,
  target: Target,
): Promise<Observation> => {
  const mountTarget = target.known ?? (await reader.mountTarget(target.id));
  if (!mountTarget) return gone(ledger, target);
  const { fileSystemId, vpcId } = mountTarget;
  const [attached, fileSystem, usable, standings] = await together([
    target.attached ?? attachedTo(reader, mountTarget),
    reader.fileSystem(fileSystemId),
    reader.usableGroups(vpcId),
    ledger.read([fileSystemId]),
  ]);
  return {
    live: attached && fileSystem && { mountTarget, fileSystem, attached, usable },
    gate: standings.gate,
    record: standings.record(fileSystemId),
  };
};

const byId = <Id extends string>(id: Id): string => id;

/**
 * A reader for the targets of one invocation, which share what is read of a file system and of a VPC: each is asked about
 * once, and interfaces that are asked about together by one call.
 */
export const sharingReader = (reader: Reader): Reader => {
  const interfaceOf = gathered(async (ids: readonly string[]): Promise<ReadonlyMap<string, EfsInterface>> => {
    const found = await reader.interfaces(ids);
    return new Map(found.map((it) => [it.networkInterfaceId, it]));
  });
  return {
    mountTarget: (id) => reader.mountTarget(id),
    attachedGroups: (id) => reader.attachedGroups(id),
    rules: (ids) => reader.rules(ids),
    clientsIn: (ids) => reader.clientsIn(ids),
    clientsOf: (id) => reader.clientsOf(id),
    interfaces: async (ids) => (await together(ids.map(interfaceOf))).filter((it) => it !== undefined),
    fileSystem: memoized(byId<FileSystemId>, (id) => reader.fileSystem(id)),
    usableGroups: memoized(byId<VpcId>, (id) => reader.usableGroups(id)),
    vpcBlocks: memoized(byId<VpcId>, (id) => reader.vpcBlocks(id)),
    mountTargetsOf: memoized(byId<FileSystemId>, (id) => reader.mountTargetsOf(id)),
  };
};
