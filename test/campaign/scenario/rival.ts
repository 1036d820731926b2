import { groupsOf, subnetOf, usableIn } from '../../../infra/local/world/storage.ts';
import type { Chance } from '../stage/chance.ts';
import type { Stage } from '../stage/stage.ts';
import type { People } from './people.ts';

/** Another controller that keeps restoring the groups that it wants on one mount target, until it is told to stop. */
export const startRival = (stage: Stage, chance: Chance, people: People): { stop(): void } => {
  const { world, timeline } = stage;
  let active = true;
  const target = chance.pickIfAny([...world.mountTargets.values()]);
  const wanted = chance.some(
    [...world.securityGroups.keys()].filter((id) => target && usableIn(world, id, subnetOf(world, target).vpcId)),
    1,
    2,
  );
  const restore = (): void => {
    if (!active || !target || !world.mountTargets.has(target.id)) return;
    if (groupsOf(world, target.id).join() !== wanted.join()) {
      stage.count('rival restored its groups');
      people.replaceGroups('RivalController', target.id, wanted);
    }
    timeline.after(chance.between(2_000, 60_000), restore);
  };
  timeline.after(chance.between(0, 30_000), restore);
  return {
    stop: () => {
      active = false;
    },
  };
};
