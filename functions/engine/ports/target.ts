import type { MountTargetId } from '../../core/model/ids.ts';
import type { MountTarget } from '../../core/model/live-state.ts';

/** One mount target to look at; `known` spares a read when its description has been read already. */
export interface Target {
  readonly id: MountTargetId;
  readonly known?: MountTarget;
}
