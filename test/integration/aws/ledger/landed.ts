import { describe, expect, it } from 'vitest';
import type { Marks } from '../../../../functions/engine/ports/record/file-system.ts';
import { must } from '../../../support/must.ts';
import { fs, mt, sg } from '../ids.ts';
import { back, changesOf, intended, landed, later } from './intended.ts';
import {
  failed,
  fixed,
  hold,
  intent,
  LEASE_MS,
  type LedgerScene,
  landedOf,
  type NewLedger,
  nothing,
  otherMt,
  pkOf,
  recordOf,
  START,
  take,
} from './scene.ts';

/** How a write is rolled back, and which changes stay on record. */
export const landedCases = (newLedger: NewLedger): void => {
  describe('a write that is rolled back', () => {
    const marks: Marks = { ...landed, hold: { id: fs, hold } };

    it('is on record as failed, and the intent that undoes it in its place, under the same lease', async () => {
      const scene = await newLedger();
      const { ledger } = scene;
      const acquired = await intended(scene);
      expect(await ledger.rollBack(acquired, intent, failed, marks, back)).toBe(true);
      expect(await changesOf(scene)).toMatchObject([{ changeId: 'c-1', status: 'failed', reasons: ['not-verified'] }]);
      const { owner, expiresAt } = acquired.lease;
      const after = { ...nothing, landed: [landedOf(intent)], holds: new Map([[fs, hold]]), holdsVersion: 1 };
      expect(await recordOf(ledger)).toEqual({
        ...after,
        pending: { ...back, phase: 'rolling-back' },
        lease: { owner, expiresAt },
        pointed: new Set([mt]),
      });
      expect(await ledger.unfinished()).toEqual([fs]);
      await ledger.conclude(acquired, back, fixed, { landed: landedOf(back) });
      expect(await changesOf(scene)).toMatchObject([{ changeId: 'c-1' }, { changeId: 'c-2', undoes: 'c-1' }]);
      expect((await recordOf(ledger)).lease).toBeUndefined();
    });

    it('is not concluded once more: its outcome and its roll-back stay', async () => {
      const scene = await newLedger();
      const { ledger } = scene;
      const acquired = await intended(scene);
      await ledger.rollBack(acquired, intent, failed, marks, back);
      const before = await scene.items();
      await ledger.conclude(acquired, intent, fixed, landed, 'keep');
      expect(await scene.items()).toEqual(before);
    });

    it.each([false, true])(
      'is not, and nothing is recorded, once its lease has expired, taken over: %s',
      async (isTaken) => {
        const scene = await newLedger();
        const acquired = await intended(scene);
        scene.time.now += LEASE_MS;
        if (isTaken) await take(scene.ledger);
        const before = await scene.items();
        expect(await scene.ledger.rollBack(acquired, intent, failed, marks, back)).toBe(false);
        expect(await scene.items()).toEqual(before);
      },
    );

    it('is not when another write is intended by now', async () => {
      const scene = await newLedger();
      const { ledger } = scene;
      const acquired = await intended(scene);
      await ledger.withdraw(acquired.lease, intent);
      await ledger.intend(acquired, later);
      expect(await ledger.rollBack(acquired, intent, failed, marks, back)).toBe(false);
      expect(await recordOf(ledger)).toMatchObject({ pending: { changeId: 'c-3', phase: 'pending' }, landed: [] });
    });

    it('may have been refused before', async () => {
      const scene = await newLedger();
      const refusals = { count: 1, since: START };
      const acquired = await intended(scene);
      expect(await scene.ledger.rollBack(acquired, intent, failed, { refusals }, back)).toBe(true);
      expect((await recordOf(scene.ledger)).refusals).toEqual(new Map([[mt, refusals]]));
    });
  });

  describe('the changes that landed', () => {
    /** Puts so many changes of a mount target on record, of a size each, a second apart from a time on. */
    const stateWith = (changes: readonly { readonly id: string; readonly of: string; readonly at: number }[]) => ({
      pk: pkOf(fs),
      sk: 'state',
      ...Object.fromEntries(
        changes.map(({ id, of, at }) => [
          `landed:${id}`,
          { changeId: id, mountTargetId: of, at, before: [sg(1)], after: [sg(2)], policyVersion: 'v'.repeat(840) },
        ]),
      ),
    });
    const times = <T>(count: number, make: (n: number) => T): readonly T[] =>
      Array.from({ length: count }, (_, n) => make(n));
    const keptOf = async (scene: LedgerScene, state: object) => {
      await scene.put(state);
      await scene.ledger.conclude(await intended(scene, later), later, fixed, { landed: landedOf(later) });
      return (await recordOf(scene.ledger)).landed;
    };

    it('are kept up to 64 kB, the newest, and of each mount target the newest whatever its age', async () => {
      const old = [{ id: 'old', of: otherMt, at: START - 1_000_000 }];
      const older = [{ id: 'older', of: otherMt, at: START - 2_000_000 }];
      const many = times(100, (n) => ({ id: `n-${n}`, of: mt, at: START - n * 1_000 }));
      const kept = await keptOf(await newLedger(), stateWith([...many, ...old, ...older]));
      const ids = kept.map(({ changeId }) => changeId);
      expect(ids.slice(0, 3)).toEqual(['c-3', 'n-0', 'n-1']);
      expect(ids.at(-1)).toBe('old');
      expect(ids).not.toContain('older');
      const bytes = kept.map((change) => JSON.stringify(change).length);
      const recent = bytes.slice(0, -1).reduce((a, b) => a + b);
      expect(recent).toBeLessThanOrEqual(64_000);
      expect(recent + must(bytes[1])).toBeGreaterThan(64_000);
    });

    it('are kept up to 128 kB with those, however many mount targets come and go', async () => {
      const gone = times(200, (n) => ({
        id: `n-${n}`,
        of: `fsmt-${String(n).padStart(17, '0')}`,
        at: START - n * 1_000,
      }));
      const kept = await keptOf(await newLedger(), stateWith(gone));
      expect(JSON.stringify(kept).length).toBeLessThan(130_000);
      expect(kept.length).toBeGreaterThan(90);
      expect(kept.slice(0, 2).map(({ changeId }) => changeId)).toEqual(['c-3', 'n-0']);
    });
  });
};
