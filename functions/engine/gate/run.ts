import type { FileSystemId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Ports } from '../ports/ports.ts';
import type { Reader } from '../ports/reader.ts';
import type { Gate } from '../ports/record/gate.ts';

/** One invocation under one policy: what its looks share. */
export interface Run {
  readonly ports: Ports;
  readonly policy: Policy;
  /** Reads for first decisions; shares answers between looks. */
  readonly observer: Reader;
  /** Aborts when nothing may begin any more; a write under way is ended. */
  readonly limit: AbortSignal;
  /** Does work about the same file system one piece after the other. */
  inTurn<T>(id: FileSystemId, work: () => Promise<T>): Promise<T>;
  /** How many changes were rehearsed in it before; counts one more. */
  rehearsed(): number;
  /** Closes the gate because everything is paused; once. */
  markPause(): Promise<void>;
  /** Has a sweep asked for when the policy is one that none has measured; once. Never rejects. */
  hearOf(gate: Gate): Promise<void>;
}
