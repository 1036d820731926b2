import { expect } from 'vitest';
import type { Intent } from '../../../../functions/engine/ports/record/change.ts';
import type { Marks } from '../../../../functions/engine/ports/record/file-system.ts';
import { intent, LEASE_MS, type LedgerScene, landedOf, START, take } from './scene.ts';

export const back: Intent = { ...intent, changeId: 'c-2', before: intent.after, after: intent.before, undoes: 'c-1' };
export const later: Intent = { ...intent, changeId: 'c-3', at: START + LEASE_MS };
export const landed: Marks = { landed: landedOf(intent) };

export const changesOf = async ({ items }: LedgerScene) =>
  (await items()).filter(({ sk }) => String(sk).startsWith('change#'));

/** A write that is intended, by a lease that is held. */
export const intended = async (scene: LedgerScene, what = intent) => {
  const acquired = await take(scene.ledger);
  expect(await scene.ledger.intend(acquired, what)).toBe(true);
  return acquired;
};

/** A writer that lost its lease to a successor, after it intended to write. */
export const overtaken = async (scene: LedgerScene) => {
  const late = await intended(scene);
  scene.time.now += LEASE_MS;
  return { late, successor: await take(scene.ledger) };
};
