import { describe, expect, it } from 'vitest';
import type { Intent } from '../../../../functions/engine/ports/record/change.ts';
import { fs, mt } from '../ids.ts';
import { back, changesOf, intended, landed, later, overtaken } from './intended.ts';
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
  otherFs,
  otherMt,
  pk,
  pkOf,
  recordOf,
  START,
  take,
} from './scene.ts';

/** What a lease is, how a write is intended, and how it is concluded, by whomever. */
export const writeCases = (newLedger: NewLedger): void => {
  describe('a lease', () => {
    it('says whose it is, until when, and what is on record', async () => {
      const { ledger } = await newLedger();
      const { lease, record } = await take(ledger);
      expect(lease).toEqual({ fileSystemId: fs, owner: expect.any(String), expiresAt: START + LEASE_MS });
      const { owner, expiresAt } = lease;
      expect(record).toEqual({ ...nothing, lease: { owner, expiresAt } });
      expect(await recordOf(ledger)).toEqual(record);
    });

    it('is held until the millisecond that it expires, then taken over', async () => {
      const { ledger, time } = await newLedger();
      const first = await take(ledger);
      time.now = START + LEASE_MS - 1;
      expect(await ledger.acquire(fs)).toBeUndefined();
      time.now = START + LEASE_MS;
      expect((await take(ledger)).lease.owner).not.toBe(first.lease.owner);
    });

    it('on one file system is apart from that on another', async () => {
      const { ledger } = await newLedger();
      await take(ledger);
      expect(await ledger.acquire(otherFs)).toBeDefined();
    });

    it('given back can be taken at once, but not given back for the one who holds it now', async () => {
      const { ledger, time } = await newLedger();
      const first = await take(ledger);
      await ledger.release(first.lease);
      const lost = await take(ledger);
      time.now += LEASE_MS;
      await take(ledger);
      await ledger.release(lost.lease);
      expect(await ledger.acquire(fs)).toBeUndefined();
    });
  });

  describe('an intent', () => {
    it('is pending, in full, and its file system on the list of unfinished ones, until it is concluded', async () => {
      const { ledger } = await newLedger();
      const whole: Intent = { ...intent, undoes: 'c-0', hold };
      const acquired = await take(ledger);
      expect(await ledger.intend(acquired, whole)).toBe(true);
      expect((await recordOf(ledger)).pending).toEqual({ ...whole, phase: 'pending' });
      expect(await ledger.unfinished()).toEqual([fs]);
      await ledger.conclude(acquired, whole, fixed, {});
      expect((await recordOf(ledger)).pending).toBeUndefined();
      expect(await ledger.unfinished()).toEqual([]);
    });

    it('says nothing of actor and event where there are none', async () => {
      const scene = await newLedger();
      const { actor: _, eventId: __, ...manual } = intent;
      await intended(scene, manual);
      expect((await recordOf(scene.ledger)).pending).toEqual({ ...manual, phase: 'pending' });
    });

    it('survives its writer and comes with the next lease', async () => {
      const { successor } = await overtaken(await newLedger());
      expect(successor.record.pending).toEqual({ ...intent, phase: 'pending' });
    });

    it('is refused once the lease has expired, taken over or not', async () => {
      const { ledger, time } = await newLedger();
      const late = await take(ledger);
      time.now += LEASE_MS;
      expect(await ledger.intend(late, intent)).toBe(false);
      await take(ledger);
      expect(await ledger.intend(late, intent)).toBe(false);
      expect((await recordOf(ledger)).pending).toBeUndefined();
    });

    it('does not push out another that has no outcome, whose phase it may be', async () => {
      const scene = await newLedger();
      const { ledger } = scene;
      const acquired = await intended(scene);
      expect(await ledger.intend(acquired, back)).toBe(false);
      await ledger.leaveInDoubt(acquired.lease, intent);
      expect(await ledger.intend(await take(ledger), back)).toBe(false);
      expect((await recordOf(ledger)).pending).toEqual({ ...intent, phase: 'in-doubt' });
    });

    it.each<{ what: string; happens: (scene: LedgerScene) => Promise<unknown> }>([
      { what: 'a hold on its mount target', happens: ({ ledger }) => ledger.hold(fs, mt, hold) },
      { what: 'a hold on another one', happens: ({ ledger }) => ledger.hold(fs, otherMt, hold) },
      { what: 'a hold on the file system', happens: ({ ledger }) => ledger.hold(fs, fs, hold) },
      { what: 'a release', happens: ({ ledger }) => ledger.releaseHold(fs, mt, START) },
    ])('is refused when $what came after the lease was taken, until the record is read again', async ({ happens }) => {
      for (const isFirst of [true, false]) {
        const scene = await newLedger();
        const { ledger } = scene;
        if (!isFirst) await ledger.hold(fs, otherMt, hold);
        const acquired = await take(ledger);
        await happens(scene);
        expect(await ledger.intend(acquired, intent)).toBe(false);
        expect(await ledger.unfinished()).toEqual([]);
        expect(await ledger.intend({ ...acquired, record: await recordOf(ledger) }, intent)).toBe(true);
      }
    });

    it('is not refused for a version of the holds that a person has set back to none', async () => {
      const { ledger, put } = await newLedger();
      await put({ pk: pkOf(fs), sk: 'state', holdsVersion: 0 });
      expect(await ledger.intend(await take(ledger), intent)).toBe(true);
    });
  });

  describe('an intent of which nothing was sent', () => {
    it('is taken back, and the lease kept', async () => {
      const scene = await newLedger();
      const { ledger } = scene;
      const acquired = await intended(scene);
      await ledger.withdraw(acquired.lease, intent);
      expect(await ledger.unfinished()).toEqual([]);
      expect(await recordOf(ledger)).toEqual(acquired.record);
      expect(await changesOf(scene)).toEqual([]);
    });

    it('takes no other one with it', async () => {
      const scene = await newLedger();
      const acquired = await intended(scene);
      await scene.ledger.withdraw(acquired.lease, back);
      expect((await recordOf(scene.ledger)).pending).toEqual({ ...intent, phase: 'pending' });
    });
  });

  describe('a write in doubt', () => {
    it('outlives the lease, which is given back, and stays on the list of unfinished ones', async () => {
      const scene = await newLedger();
      const { ledger } = scene;
      await ledger.leaveInDoubt((await intended(scene)).lease, intent);
      const { pending, lease } = await recordOf(ledger);
      expect([pending, lease]).toEqual([{ ...intent, phase: 'in-doubt' }, undefined]);
      expect(await ledger.unfinished()).toEqual([fs]);
    });

    it('is so for a writer that lost its lease, and takes away none', async () => {
      const scene = await newLedger();
      const { late, successor } = await overtaken(scene);
      await scene.ledger.leaveInDoubt(late.lease, intent);
      const { pending, lease } = await recordOf(scene.ledger);
      expect([pending?.phase, lease?.owner]).toEqual(['in-doubt', successor.lease.owner]);
    });

    it('is none when a successor has concluded it', async () => {
      const scene = await newLedger();
      const { ledger } = scene;
      const { late, successor } = await overtaken(scene);
      await ledger.conclude(successor, intent, fixed, landed, 'keep');
      await ledger.leaveInDoubt(late.lease, intent);
      const { pending, lease } = await recordOf(ledger);
      expect([pending, lease?.owner]).toEqual([undefined, successor.lease.owner]);
    });

    it('gives the lease back also when it is no longer intended', async () => {
      const { ledger } = await newLedger();
      await ledger.leaveInDoubt((await take(ledger)).lease, intent);
      expect(await recordOf(ledger)).toEqual(nothing);
    });
  });

  describe('a concluded write', () => {
    it('is on record with what was intended, how it ended, its day, and when it may be forgotten', async () => {
      const scene = await newLedger();
      const acquired = await intended(scene, { ...intent, hold });
      await scene.ledger.conclude(acquired, { ...intent, hold }, fixed, landed);
      expect(await scene.items()).toEqual([
        {
          v: 1,
          ...intent,
          pk: pkOf(fs),
          sk: 'change#2026-11-01T12:00:00.000Z#c-1',
          listed: `${pk}/2026-11-01`,
          status: 'fixed',
          reasons: [],
          concludedAt: START + 2_500,
          expiresAt: START / 1000 + 2 + 400 * 86_400,
        },
        // It never expires.
        { v: 1, pk: pkOf(fs), sk: 'state', 'landed:c-1': landedOf(intent), pointed: new Set([mt]) },
        { v: 1, pk: pkOf(mt), sk: 'pointer', fileSystemId: fs },
      ]);
    });

    it('gives the lease back, unless it is to be kept', async () => {
      const scene = await newLedger();
      const { ledger } = scene;
      const acquired = await intended(scene);
      await ledger.conclude(acquired, intent, fixed, {}, 'keep');
      expect((await recordOf(ledger)).lease?.owner).toBe(acquired.lease.owner);
      await ledger.intend(acquired, later);
      await ledger.conclude(acquired, later, fixed, {});
      expect((await recordOf(ledger)).lease).toBeUndefined();
    });

    it('is found by its mount target from the moment it is intended, which is said once', async () => {
      const scene = await newLedger();
      const { ledger, wire } = scene;
      const puts = async (what: Intent) => {
        wire.asked.length = 0;
        const acquired = await intended(scene, what);
        expect(await ledger.fileSystemOf(what.mountTargetId)).toBe(fs);
        await ledger.conclude(acquired, what, fixed, {});
        return wire.asked.filter((name) => name === 'PutItem').length;
      };
      expect(await ledger.fileSystemOf(mt)).toBeUndefined();
      expect([await puts(intent), await puts(later), await puts({ ...back, mountTargetId: otherMt })]).toEqual([
        2, 1, 2,
      ]);
    });

    it('keeps its first outcome', async () => {
      const scene = await newLedger();
      const acquired = await intended(scene);
      await scene.ledger.conclude(acquired, intent, fixed, landed);
      await scene.ledger.conclude(acquired, intent, failed, { hold: { id: mt, hold } });
      expect(await changesOf(scene)).toMatchObject([{ status: 'fixed' }]);
      expect((await recordOf(scene.ledger)).holds).toEqual(new Map());
    });

    it('marks what landed, holds, and counts refusals until something else comes of a write', async () => {
      const scene = await newLedger();
      const { ledger } = scene;
      const refusals = { count: 2, since: START };
      const first = await intended(scene);
      await ledger.conclude(first, intent, failed, { refusals });
      expect((await recordOf(ledger)).refusals).toEqual(new Map([[mt, refusals]]));
      const second = await intended(scene, { ...later, mountTargetId: otherMt });
      await ledger.conclude(second, { ...later, mountTargetId: otherMt }, failed, { refusals });
      const marks = { landed: landedOf(back), hold: { id: mt, hold } };
      await ledger.conclude(await intended(scene, back), back, fixed, marks);
      expect(await recordOf(ledger)).toEqual({
        ...nothing,
        landed: [landedOf(back)],
        holds: new Map([[mt, hold]]),
        holdsVersion: 1,
        refusals: new Map([[otherMt, refusals]]),
        pointed: new Set([mt, otherMt]),
      });
    });

    it('is so for a writer that lost its lease, whose successor finds it done and keeps its own', async () => {
      const scene = await newLedger();
      const { ledger } = scene;
      const { late, successor } = await overtaken(scene);
      await ledger.conclude(late, intent, fixed, landed);
      await ledger.conclude(successor, intent, failed, { hold: { id: fs, hold } }, 'keep');
      expect(await changesOf(scene)).toMatchObject([{ status: 'fixed' }]);
      const { pending, lease, landed: kept, holds } = await recordOf(ledger);
      expect([pending, lease?.owner, kept, holds.size]).toEqual([
        undefined,
        successor.lease.owner,
        [landedOf(intent)],
        0,
      ]);
    });

    it('is not changed by a writer that comes after its successor, nor is what that does next', async () => {
      const scene = await newLedger();
      const { ledger } = scene;
      const { late, successor } = await overtaken(scene);
      await ledger.conclude(successor, intent, { ...failed, reasons: ['interrupted'] }, {}, 'keep');
      await ledger.intend(successor, later);
      const before = await scene.items();
      await ledger.conclude(late, intent, fixed, { ...landed, hold: { id: mt, hold } });
      expect(await scene.items()).toEqual(before);
      expect(await ledger.rollBack(late, intent, failed, landed, back)).toBe(false);
      expect(await scene.items()).toEqual(before);
      expect((await recordOf(ledger)).pending).toEqual({ ...later, phase: 'pending' });
    });
  });
};
