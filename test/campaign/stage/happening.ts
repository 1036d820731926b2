import type { Finding } from '../../../functions/core/model/finding.ts';
import type { Cause } from '../../../functions/core/model/request.ts';
import type { SweepResult } from '../../../functions/engine/ports/sweep-result.ts';
import type { Process } from './process.ts';

/** One request that a process made of a service; a retry is another. */
export interface Call {
  readonly service: 'efs' | 'ec2' | 'dynamodb' | 'sqs';
  readonly operation: string;
  readonly input: unknown;
  /** What it is for, such as `last read` or `intend`; otherwise the operation. */
  readonly step: string;
  /** The mount target or file system it is about, if it names one. */
  readonly target: string | undefined;
}

/** What can be seen of a run: by its invariants, and in its trace. */
export type Happening =
  /** A request leaves its process. */
  | { readonly kind: 'sent'; readonly process: Process; readonly call: Call }
  /** A request reaches its service and is about to be performed. */
  | { readonly kind: 'arrived'; readonly process: Process; readonly call: Call }
  | { readonly kind: 'performed'; readonly process: Process; readonly call: Call; readonly error?: string }
  /** What the process is told; an error that AWS did not answer with is a lost answer. */
  | {
      readonly kind: 'answered';
      readonly process: Process;
      readonly call: Call;
      readonly error?: string;
      readonly lost?: boolean;
    }
  /** A process asks for something although it has answered. */
  | { readonly kind: 'behind'; readonly process: Process; readonly call: Call }
  | { readonly kind: 'started'; readonly process: Process; readonly why: string }
  | { readonly kind: 'ended'; readonly process: Process; readonly answer: unknown }
  | { readonly kind: 'died'; readonly process: Process; readonly why: string }
  | { readonly kind: 'decided'; readonly process: Process; readonly finding: Finding; readonly cause: Cause }
  | { readonly kind: 'swept'; readonly process: Process; readonly result: SweepResult }
  | { readonly kind: 'warned'; readonly process: Process; readonly message: string; readonly keys: Keys }
  /** An event has its outcome, now or from the first time it was delivered. */
  | {
      readonly kind: 'settled';
      readonly process: Process;
      readonly eventId: string;
      readonly replayed: boolean;
      /** It is answered again when the event is delivered again. */
      readonly isKept: boolean;
      readonly outcome: unknown;
    }
  /** Somebody else changed something; `event` is what CloudTrail says of it. */
  | { readonly kind: 'changed'; readonly who: string; readonly what: string }
  | {
      readonly kind: 'queued';
      readonly queue: Process['queue'];
      readonly messageId: string;
      readonly body: string;
      readonly sentAt: number;
    }
  | { readonly kind: 'received'; readonly process: Process; readonly messageIds: readonly string[] }
  | { readonly kind: 'deleted'; readonly process: Process; readonly messageId: string }
  | { readonly kind: 'dead'; readonly messageId: string };

type Keys = Readonly<Record<string, unknown>>;

/** A mount target's write: the groups of a request to ModifyMountTargetSecurityGroups. */
export const writtenBy = ({ operation, input }: Call): readonly string[] | undefined => {
  if (operation !== 'ModifyMountTargetSecurityGroups') return undefined;
  if (typeof input !== 'object' || input === null || !('SecurityGroups' in input)) return [];
  return Array.isArray(input.SecurityGroups) ? input.SecurityGroups.map(String) : [];
};
