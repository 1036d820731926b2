import type { MountTarget } from '../../core/model/live-state.ts';
import type { EfsInterface } from '../ports/region-reader.ts';

/**
 * The mount target of an interface, given both ids. An interface does not tell its state; AWS refuses to change a mount target
 * that is not available.
 */
export const mountTargetOf = (
  { vpcId, networkInterfaceId, families, address, availabilityZone }: EfsInterface,
  { id, fileSystemId }: Pick<MountTarget, 'id' | 'fileSystemId'>,
): MountTarget => ({
  id,
  fileSystemId,
  vpcId,
  lifeCycleState: 'available',
  networkInterfaceId,
  ...(families && { families }),
  ...(address && { address }),
  ...(availabilityZone && { availabilityZone }),
});
