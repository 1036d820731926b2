import type { LocalAws } from '../../../infra/local/local-aws.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import type { MountTarget } from '../../../infra/local/world/world.ts';

/** A region in which one mount target of ten has another group than its policy says. */
export interface Region {
  readonly mountTargets: number;
  readonly drifted: readonly MountTarget[];
}

/** Fills a local account with so many file systems of one, two or three mount targets. */
export const regionOf = (aws: LocalAws, fileSystems: number): Region => {
  const peer = { cidrIpv4: '10.0.0.0/8' };
  const right = addGroup(aws.world, { name: 'right', tags: { mountguard: 'web' }, rules: [{ peer }] }).id;
  const wrong = addGroup(aws.world, { name: 'wrong', rules: [{ peer }] }).id;
  const drifted: MountTarget[] = [];
  let mountTargets = 0;
  for (let index = 0; index < fileSystems; index += 1) {
    const fileSystemId = addFileSystem(aws.world, { tags: { mountguard: 'web' } }).id;
    for (let target = 0; target <= index % 3; target += 1) {
      mountTargets += 1;
      const isDrifted = mountTargets % 10 === 0;
      const made = addMountTarget(aws.world, { fileSystemId, groupIds: [isDrifted ? wrong : right] });
      if (isDrifted) drifted.push(made);
    }
  }
  return { mountTargets, drifted };
};
