import type { MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { DeadLetterQueue } from '../../core/model/request.ts';
import type { FlowLogReader } from './flow-log.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { Reader } from './reader.ts';
import type { Redriven, RegionQueue, WorkQueue } from './work-queue.ts';

/** Writes to EFS, and asks EFS itself about what is written: it goes on when the time for first looks is up. */
export interface Actuator {
  /** EFS DescribeMountTargetSecurityGroups. Throws as `Reader` does. */
  attachedGroups(id: MountTargetId): Promise<readonly SecurityGroupId[] | undefined>;
  /** EFS ModifyMountTargetSecurityGroups: replaces the whole set. Throws as `Reader` does. */
  replaceGroups(id: MountTargetId, groups: readonly SecurityGroupId[]): Promise<void>;
}

/** Time, so that tests need none. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Everything that looks, orders and writes stand on. */
export interface Ports {
  readonly reader: Reader;
  readonly actuator: Actuator;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Absent where the function is not fed from a queue. */
  readonly queue?: WorkQueue;
  /** Absent where nothing sweeps when it is asked to. */
  readonly regionQueue?: RegionQueue;
  /** Sends the messages of a dead-letter queue again; undefined where the environment does not name it. */
  redrive?(queue: DeadLetterQueue): Promise<Redriven> | undefined;
  /** Absent where no flow log is read. */
  readonly flowLogs?: FlowLogReader;
  /** Nothing may be written, by the environment's word. */
  readonly paused: boolean;
  /** The deployment has no right to write: every look is a dry run, and a sweep queues nothing. */
  readonly readOnly?: boolean;
  /** The text that a policy was read from; undefined for one that was made otherwise. */
  textOf(policy: Policy): string | undefined;
  /** A fresh identifier, unique for ever. */
  newId(): string;
}
