import type { ClientsByMinute } from '../../core/model/clients-by-minute.ts';
import type { FileSystemId, MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { Reader } from './reader.ts';
import type { RegionReader } from './region-reader.ts';
import type { WorkQueue } from './work-queue.ts';

/** Counts the clients of file systems. */
export interface Connections {
  /**
   * CloudWatch's AWS/EFS ClientConnections: clients connected to any mount target, in each of the minutes between two
   * times (epoch milliseconds) that has data. Throws as `Reader` does.
   */
  clients(id: FileSystemId, from: number, to: number): Promise<ClientsByMinute>;
}

/** Writes to EFS. */
export interface Actuator {
  /** EFS ModifyMountTargetSecurityGroups: replaces the whole set. Throws as `Reader` does. */
  replaceGroups(id: MountTargetId, groups: readonly SecurityGroupId[]): Promise<void>;
}

/** Time, so that tests need none. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Everything the engine stands on. */
export interface Ports {
  readonly reader: Reader;
  readonly bulk: RegionReader;
  readonly actuator: Actuator;
  readonly connections: Connections;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Absent where the function is not fed from a queue. */
  readonly queue?: WorkQueue;
  /** Nothing may be written, by the environment's word. */
  readonly paused: boolean;
  /** A short digest of a text: 12 hexadecimal digits. */
  digest(text: string): string;
  /** A fresh identifier, unique for ever. */
  newId(): string;
}
