import type { Policy } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import type { Ports } from '../ports/ports.ts';
import type { Reader } from '../ports/reader.ts';

/** One invocation under one policy: what its looks share. */
export interface Run {
  readonly ports: Ports;
  readonly policy: Policy;
  /** Reads for first decisions; shares answers between looks. What is written rests on `ports.reader`. */
  readonly observer: Reader;
  /** Why nothing may be written at all; asked for once. */
  admission(): Promise<readonly Reason[]>;
  /** Does work about the same thing one piece after the other. */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T>;
}
