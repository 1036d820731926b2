import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fs, mt } from '../ids.ts';
import { accountCases } from './account.ts';
import { goodCases } from './good.ts';
import { historyCases } from './history.ts';
import { landedCases } from './landed.ts';
import { newerCases } from './newer.ts';
import { poisonedCases } from './poisoned.ts';
import type { NewLedger } from './scene.ts';
import { otherFs, START } from './scene.ts';
import { aStep, play, type Step } from './steps.ts';
import { writeCases } from './writes.ts';

const all = { landed: true, holds: true, refused: true };
const taken: readonly Step[] = [{ does: 'acquire', who: 0 }];
const intended: readonly Step[] = [...taken, { does: 'intend', who: 0, change: 1 }];
const conclude: Step = { does: 'conclude', who: 0, change: 1, status: 'fixed', marks: all, keep: undefined };
const rollBack: Step = { does: 'rollBack', who: 0, change: 1, back: 2, marks: { ...all, refused: false } };
const held: Step = { does: 'hold', subject: mt, at: START };
const spent: Step = { does: 'spend', change: 1, limit: 1 };
const tried: Step = { does: 'tryOut', version: 'v1', change: 1, limit: 1, isStale: true };
const recorded: Step = { does: 'keepGood', of: [fs, otherFs], n: 1, at: START };
const surveyed: Step = { does: 'beginSurvey', who: 0 };

/** Each call, after what it takes. */
const calls: readonly (readonly Step[])[] = [
  taken,
  intended,
  [...intended, { does: 'withdraw', who: 0, change: 1 }],
  [...intended, { does: 'leaveInDoubt', who: 0, change: 1 }],
  [...intended, conclude],
  [...intended, { ...conclude, keep: 'keep' }],
  [...intended, { ...conclude, marks: { ...all, landed: false, holds: false } }],
  [...intended, rollBack],
  [...intended, rollBack, { ...conclude, change: 2 }],
  [...taken, { does: 'release', who: 0 }],
  [held],
  [held, { does: 'releaseHold', subject: mt, at: START }],
  [{ does: 'releaseHold', subject: fs, at: START }],
  [spent],
  [spent, { does: 'giveBack', change: 1 }],
  [tried],
  [{ ...tried, change: undefined }],
  [tried, { ...tried, change: 2, limit: 2 }],
  [{ does: 'closeGate', at: START }],
  [
    { does: 'closeGate', at: START },
    { does: 'openGate', version: 'v1', at: START },
  ],
  [recorded],
  [recorded, { does: 'knownGood', of: 'all' }],
  [recorded, { ...recorded, of: [fs], n: 2 }, { does: 'knownGood', of: fs }],
  [surveyed],
  [surveyed, { does: 'endSurvey', who: 0, began: START, reached: fs }],
  [surveyed, { does: 'endSurvey', who: 0, began: undefined, reached: undefined }],
];
const named = (steps: readonly Step[]) => ({ what: JSON.stringify(steps.at(-1)), steps });

/** What every ledger has to do, on whatever DynamoDB. */
export const ledgerCases = (newLedger: NewLedger): void => {
  writeCases(newLedger);
  landedCases(newLedger);
  accountCases(newLedger);
  historyCases(newLedger);
  poisonedCases(newLedger);
  newerCases(newLedger);
  goodCases(newLedger);

  describe('when every request goes out twice because the first answer was lost, the ledger is the same', () => {
    const [once, twice] = [newLedger, newLedger].map((make, index) => async (steps: readonly Step[]) => {
      const scene = await make();
      scene.wire.isTwice = index === 1;
      return play(scene, steps);
    });

    it.each(calls.map(named))('after $what', async ({ steps }) => {
      expect(await twice?.(steps)).toEqual(await once?.(steps));
    });

    it('after anything else', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: 40 }), async (steps) => {
          expect(await twice?.(steps)).toEqual(await once?.(steps));
        }),
        { numRuns: 20, seed: 20_261 },
      );
    });
  });
};
