import { expect } from 'vitest';
import type { Ports } from '../../functions/engine/ports/ports.ts';
import { idOf } from './engine-scene.ts';
import { must } from './must.ts';
import { type SafetyScene, safetyScene } from './safety-scene.ts';
import { recordOf, revertOf } from './safety-steps.ts';

/** A scene whose mount target was put right once, a moment ago; and how that is reverted. */
export const fixedScene = async (policy?: string, prepare: (it: SafetyScene) => void = () => {}) => {
  const it = await safetyScene(policy === undefined ? {} : { policy });
  prepare(it);
  expect(await it.changed()).toMatchObject({ status: 'fixed' });
  it.clock.pass(1);
  const revert = async (say: object = {}, over: Partial<Ports> = {}) =>
    must((await it.invoke(revertOf(it.mountTarget, say), over)).results[0]);
  return {
    ...it,
    revert,
    /** What a dry run of it says, and what the real one does. */
    both: async () => [await revert({ dryRun: true }), await revert()] as const,
    held: async () => (await recordOf(it)).holds.get(idOf(it.mountTarget)),
  };
};
