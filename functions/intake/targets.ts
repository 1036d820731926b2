import type { Request } from '../core/model/request.ts';

/** Ids that one event names, by kind. */
export type Targets = Partial<
  Pick<Request, 'fileSystemIds' | 'mountTargetIds' | 'networkInterfaceIds' | 'prefixListIds' | 'securityGroupIds'>
>;

/** Joins what an event names into one set per kind, in the order of first mention. */
export const mergeTargets = (all: readonly Targets[]): Required<Targets> => ({
  mountTargetIds: [...new Set(all.flatMap((targets) => targets.mountTargetIds ?? []))],
  fileSystemIds: [...new Set(all.flatMap((targets) => targets.fileSystemIds ?? []))],
  networkInterfaceIds: [...new Set(all.flatMap((targets) => targets.networkInterfaceIds ?? []))],
  securityGroupIds: [...new Set(all.flatMap((targets) => targets.securityGroupIds ?? []))],
  prefixListIds: [...new Set(all.flatMap((targets) => targets.prefixListIds ?? []))],
});
