import { text } from '../../../functions/intake/read.ts';
import type { Chance } from '../stage/chance.ts';
import type { Stage } from '../stage/stage.ts';
import type { Invocations } from './invocations.ts';

/** Reads the plan of a dry run, and has it carried out. */
export const confirmPlan = ({ sweep }: Invocations): void => {
  void sweep({ dryRun: true }).ended.then((plan) => {
    const confirm = text(plan, 'fingerprint');
    if (confirm !== undefined) sweep({ confirm, by: 'ana', reason: 'INC-4' });
  });
};

/** Any order that a person gives by a direct invoke, about any mount target or its file system. */
export const order = ({ world }: Stage, chance: Chance, invocations: Invocations): void => {
  const target = chance.pickIfAny([...world.mountTargets.values()]);
  if (!target) return;
  const { id, fileSystemId } = target;
  const dryRun = chance.happens(0.3);
  const onLaptop = chance.happens(0.5);
  const despite = chance.happens(0.3) && { despite: ['paused'] };
  chance.pick<() => void>([
    () => void invocations.byHand({ mountTargetIds: [id], dryRun }, onLaptop),
    () => void invocations.byHand({ fileSystemIds: [fileSystemId], dryRun }, onLaptop),
    () => void invocations.byHand({ revert: id, until: '2026-11-02', by: 'ana', reason: 'INC-2', dryRun, ...despite }),
    () => void invocations.byHand({ release: chance.pick([id, fileSystemId]), by: 'ana', reason: 'INC-4' }),
    () => void invocations.byHand({ history: chance.pick([id, fileSystemId]) }),
    () => void invocations.hold(fileSystemId, chance.between(1, 10) * 60_000),
    () => confirmPlan(invocations),
  ])();
};

/** Has a person place a hold now and then, just as a lease is taken. */
export const holdAtLeases = (stage: Stage, chance: Chance, { hold }: Invocations): void =>
  stage.watch((it) => {
    if (it.kind !== 'performed' || it.call.step !== 'acquire' || it.error !== undefined) return;
    if (!chance.happens(stage.weather.holds)) return;
    stage.count('hold placed under a lease');
    stage.timeline.after(chance.between(0, 200), () => void hold(it.call.target ?? '', chance.between(1, 10) * 60_000));
  });
