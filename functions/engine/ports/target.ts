import type { MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { MountTarget } from '../../core/model/live-state.ts';

/** One mount target to look at; what is known of it already spares a read. */
export interface Target {
  readonly id: MountTargetId;
  readonly known?: MountTarget;
  /** The groups of its interface, as EC2 has them. */
  readonly attached?: readonly SecurityGroupId[];
}
