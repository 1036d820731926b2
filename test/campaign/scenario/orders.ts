import { text } from '../../../functions/intake/read.ts';
import type { Chance } from '../stage/chance.ts';
import type { Stage } from '../stage/stage.ts';
import type { Invocations } from './invocations.ts';

/** Reads the plan of a dry run, and has it carried out. */
export const confirmPlan = ({ sweep }: Invocations): void => {
  void sweep({ dryRun: true }).ended.then((plan) => {
    const confirm = text(plan, 'fingerprint');
    if (confirm !== undefined) sweep({ confirm });
  });
};

/** Any order that a person gives by a direct invoke, about any mount target or its file system. */
export const order = ({ world }: Stage, chance: Chance, invocations: Invocations): void => {
  const target = chance.pickIfAny([...world.mountTargets.values()]);
  if (!target) return;
  const { id, fileSystemId } = target;
  const dryRun = chance.happens(0.3);
  const onLaptop = chance.happens(0.5);
  chance.pick<() => void>([
    () => void invocations.byHand({ mountTargetIds: [id], dryRun }, onLaptop),
    () => void invocations.byHand({ fileSystemIds: [fileSystemId], dryRun }, onLaptop),
    () => void invocations.byHand({ revert: id, until: '2026-11-02', reason: 'INC-2', dryRun }),
    () => void invocations.byHand({ release: chance.pick([id, fileSystemId]) }),
    () => confirmPlan(invocations),
  ])();
};
