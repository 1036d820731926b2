import type { FileSystemId, MountTargetId, SecurityGroupId } from './ids.ts';

/** Who made the change that led here, from CloudTrail's userIdentity. */
export interface Actor {
  /** The role's ARN behind an assumed-role session, otherwise the identity's own ARN or the service's name. */
  readonly arn: string;
  readonly userAgent?: string;
  /** The call was made with the credentials of a session in the console. */
  readonly console?: true;
}

/** Who gives an order, and why, in their own words. */
export interface Signed {
  readonly by: string;
  readonly reason: string;
}

/** What a person decided once, about the mount targets that an order names. */
export interface Ordered extends Signed {
  /** Reasons that are not to stop it. */
  readonly despite: readonly 'nfs-cut-off'[];
}

/** Where to look, and why. Says nothing of what is true there: that is always read live. */
export interface Request {
  readonly mountTargetIds: readonly MountTargetId[];
  readonly fileSystemIds: readonly FileSystemId[];
  /** `eni-…` of interfaces that may belong to mount targets. */
  readonly networkInterfaceIds: readonly string[];
  /** Groups whose tags, rules or existence changed: any mount target whose desired or attached set they can touch. */
  readonly securityGroupIds: readonly SecurityGroupId[];
  /** `pl-…` of prefix lists whose entries changed: any mount target with a group that admits them. */
  readonly prefixListIds: readonly string[];
  /** Keys of the groups' tags that changed; absent when anything about the groups may have changed. */
  readonly changedTagKeys?: readonly string[];
  /** Why mount targets that are not named may be concerned, in a clause: they are left to a sweep of the Region. */
  readonly region?: string;
  /** Short name of the trigger, such as `ModifyMountTargetSecurityGroups`, `manual` or `sweep`. */
  readonly cause: string;
  readonly actor?: Actor;
  /** EventBridge event id: the idempotency key. Absent for manual payloads and work messages. */
  readonly eventId?: string;
  /** It was sent again from an archive, so that it is looked at anew. */
  readonly isReplay?: true;
  /** When the change was made, in milliseconds since the epoch, where the event says so. */
  readonly changedAt?: number;
  /** The groups that the change attached, where the event says so. */
  readonly attached?: readonly SecurityGroupId[];
  /** The person's decision that it follows. */
  readonly ordered?: Ordered;
  /** Fingerprint of the plan of a sweep that it carries out. */
  readonly plan?: string;
  /** How often remediate has queued it for itself; never, when left out. */
  readonly hops?: number;
  readonly dryRun: boolean;
}

/** Why a look is taken; becomes part of the record of any write. */
export type Cause = Pick<
  Request,
  'cause' | 'actor' | 'eventId' | 'changedAt' | 'attached' | 'ordered' | 'plan' | 'hops' | 'dryRun'
>;

/** Dead-letter queues whose messages came from a queue, by the output of the stack that names them. */
export const deadLetterQueues = [
  'WorkUndelivered',
  'EventsUndelivered',
  'RegionWorkUndelivered',
  'RegionEventsUndelivered',
] as const;

/** One of `deadLetterQueues`. */
export type DeadLetterQueue = (typeof deadLetterQueues)[number];

/** What a person orders by a direct invoke, beside looks: to read the record, to undo changes, to place or end a hold. */
export type Order =
  | {
      readonly action: 'history';
      readonly id: MountTargetId | FileSystemId;
      /** Only changes begun before it, in milliseconds since the epoch. */
      readonly before?: number;
    }
  | {
      /** Of all file systems, what was begun between two times in milliseconds since the epoch. */
      readonly action: 'history';
      readonly from: number;
      /** Now, when left out. */
      readonly to?: number;
    }
  | (Signed & {
      readonly action: 'hold';
      readonly ids: readonly (MountTargetId | FileSystemId)[];
      /** First instant, in milliseconds since the epoch, at which they are no longer held. */
      readonly until: number;
    })
  | (Signed & {
      readonly action: 'revert';
      readonly ids: readonly MountTargetId[] | 'all';
      /** The change to undo; of each mount target the last that was fixed when neither it nor what follows says which. */
      readonly changeId?: string;
      /** Fingerprint of the plan whose changes are to be undone. */
      readonly plan?: string;
      /** Changes begun since then are to be undone, in milliseconds since the epoch. */
      readonly since?: number;
      /** First instant, in milliseconds since the epoch, at which the mount target is no longer held. */
      readonly until: number;
      /** Reasons that are not to stop it, such as a pause. */
      readonly despite: readonly ('paused' | 'nfs-cut-off')[];
      readonly dryRun: boolean;
    })
  | (Signed & { readonly action: 'redrive'; readonly queue: DeadLetterQueue })
  | (Signed & { readonly action: 'release'; readonly id: MountTargetId | FileSystemId });
