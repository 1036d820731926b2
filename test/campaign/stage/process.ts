import type { Policy } from '../../../functions/core/model/policy.ts';

/** Where a process is to die: before the request of a step leaves, or after it was performed and before the answer is read. */
export interface Doom {
  readonly step: string;
  readonly phase: 'before' | 'after';
}

/** One invocation of the code under test, with memory of its own and a clock that may be off. */
export interface Process {
  readonly name: string;
  readonly startedAt: number;
  /** Milliseconds that its clock is ahead. */
  readonly skewMs: number;
  /** It was asked to write nothing. */
  readonly dryRun: boolean;
  /** Its environment said that everything is paused. */
  readonly paused: boolean;
  /** The queue that it is fed from. */
  readonly queue: 'work' | 'region';
  /** The policy that it has read. */
  readonly policy: Policy;
  /** A person wants it done, over budget, or despite a pause. */
  readonly confirmed: boolean;
  /** Whether nothing ends it but itself, and it may be suspended: a person's laptop, not a Lambda. */
  readonly unlimited: boolean;
  readonly doom: Doom | undefined;
  alive: boolean;
  /** It ended by itself. */
  answered: boolean;
  /** To be told when it dies. */
  readonly onDeath: () => void;
}
