import { describe, expect, it } from 'vitest';
import { type FileSystemId, fileSystemId, type MountTargetId } from '../../../../functions/core/model/ids.ts';
import type { GoodRecord, GoodSpan } from '../../../../functions/core/nfs/known-good.ts';
import { fs, known, mt, sg } from '../ids.ts';
import { type NewLedger, otherFs, otherMt, pk, pkOf, START } from './scene.ts';

const lets: GoodSpan['lets'] = { blocks: ['10.0.0.0/16'], groups: [sg(1)] };
const span: GoodSpan = { lets, from: START, policyVersion: 'v1' };
const ended: GoodSpan = {
  ...span,
  lets: { ...lets, unreadable: [{ kind: 'prefix-list', id: 'pl-1' }] },
  to: START + 1,
};
const good: GoodRecord = { spans: [ended, span] };
const drifted: GoodRecord = { spans: [ended], driftSince: START + 2 };

/** File systems whose ids end alike are in one item. */
const beside = (n: number): FileSystemId => known(fileSystemId(`fs-${n.toString(16).padStart(13, '0')}def0`));
const itemOf = (number: number) => ({ pk: pkOf(`good#${number}`), sk: 'good' });
/** That of `fs`, whose id ends in `def0`, and of `otherFs`, whose ends in `def1`. */
const [mine, others] = [itemOf(0xdef0 % 64), itemOf(0xdef1 % 64)];

const all = (...records: readonly (readonly [FileSystemId, MountTargetId, GoodRecord])[]) =>
  new Map(
    [...Map.groupBy(records, ([id]) => id)].map(([id, its]) => [
      id,
      new Map(its.map(([, target, it]) => [target, it])),
    ]),
  );
const everything = all([fs, mt, good], [fs, otherMt, drifted], [otherFs, mt, drifted]);

/** What is on record of compliant sets. */
export const goodCases = (newLedger: NewLedger): void => {
  describe('the record of compliant sets', () => {
    it('is empty at first', async () => {
      const { ledger } = await newLedger();
      for (const asked of [fs, 'all'] as const) {
        const first = await ledger.knownGood(asked);
        expect([first.sweptAt, first.of(fs)]).toEqual([undefined, new Map()]);
      }
    });

    it('is read as it was kept, of one file system or of all, with the time of the sweep', async () => {
      const { ledger } = await newLedger();
      await ledger.keepGood(everything, new Set([fs, otherFs]), START);
      const one = await ledger.knownGood(fs);
      expect([one.sweptAt, one.of(fs)]).toEqual([START, everything.get(fs)]);
      const every = await ledger.knownGood('all');
      expect([fs, otherFs, beside(1)].map(every.of)).toEqual([everything.get(fs), everything.get(otherFs), new Map()]);
    });

    it('keeps what did not change, and the time of the sweep says that it lasts', async () => {
      const { ledger, items } = await newLedger();
      await ledger.keepGood(everything, new Set([fs, otherFs]), START);
      const before = await items();
      await ledger.keepGood(all([fs, mt, drifted]), new Set(), START + 9);
      const { sweptAt, of } = await ledger.knownGood('all');
      expect([sweptAt, of(fs)]).toEqual([START + 9, everything.get(fs)]);
      expect((await items()).filter(({ sk }) => sk === 'good')).toEqual(before.filter(({ sk }) => sk === 'good'));
    });

    it('forgets what is gone once its item changes, and keeps what is beside it', async () => {
      const { ledger } = await newLedger();
      await ledger.keepGood(all([fs, mt, good], [beside(1), mt, good]), new Set([fs]), START);
      await ledger.keepGood(all([beside(1), mt, good]), new Set([fs]), START + 1);
      const { of } = await ledger.knownGood('all');
      expect([of(fs), of(beside(1))]).toEqual([new Map(), new Map([[mt, good]])]);
    });

    it('has what is let in once, however many let it in', async () => {
      const { ledger, items } = await newLedger();
      await ledger.keepGood(all([fs, mt, good], [beside(1), mt, good]), new Set([fs]), START);
      expect((await items()).find(({ sk }) => sk === 'good')).toMatchObject({ ...mine, lets: [ended.lets, lets] });
    });

    it('is read by one call, and kept by one where nothing changed', async () => {
      const { ledger, wire } = await newLedger();
      await ledger.keepGood(everything, new Set([fs, otherFs]), START);
      wire.asked.length = 0;
      await ledger.knownGood('all');
      await ledger.knownGood(fs);
      expect(wire.asked).toEqual(['BatchGetItem', 'BatchGetItem']);
      wire.asked.length = 0;
      await ledger.keepGood(everything, new Set(), START);
      expect(wire.asked).toEqual(['PutItem']);
      wire.asked.length = 0;
      await ledger.keepGood(everything, new Set([fs, beside(1)]), START);
      expect(wire.asked).toEqual(['PutItem', 'PutItem']);
    });

    it('leaves out what is oldest of each where an item would be more than DynamoDB takes', {
      timeout: 20_000,
    }, async () => {
      const { ledger } = await newLedger();
      const many = (n: number): GoodRecord => ({
        spans: Array.from({ length: 32 }, (_, i) => ({
          ...span,
          lets: { blocks: Array.from({ length: 60 }, (_, b) => `10.${n}.${i}.${b}/32`), groups: [] },
          from: START + i,
        })),
      });
      const numbers = Array.from({ length: 40 }, (_, n) => n);
      await ledger.keepGood(all(...numbers.map((n) => [beside(n), mt, many(n)] as const)), new Set([beside(0)]), START);
      const { of } = await ledger.knownGood('all');
      for (const n of numbers) expect(of(beside(n)).get(mt)?.spans).toEqual(many(n).spans.slice(-8));
    });

    it('has nothing of what is let in where not even one fits', { timeout: 20_000 }, async () => {
      const { ledger } = await newLedger();
      const blocks = Array.from({ length: 30_000 }, (_, n) => `10.${n >> 8}.${n & 255}.1/32`);
      const huge = { spans: [{ ...span, lets: { blocks, groups: [] } }], driftSince: START };
      await ledger.keepGood(all([fs, mt, huge]), new Set([fs]), START);
      expect((await ledger.knownGood(fs)).of(fs)).toEqual(new Map([[mt, { spans: [], driftSince: START }]]));
    });
  });

  describe('a record of compliant sets that cannot be understood', () => {
    const record = { fileSystemId: fs, mountTargetId: mt, spans: [[0, START, null, 'v1']] };
    it.each([
      { what: 'no list', item: { records: 'all', lets: [] }, field: 'records' },
      { what: 'without what is let in', item: { records: [record] }, field: 'lets' },
      {
        what: 'of no group',
        item: { records: [record], lets: [{ ...lets, groups: ['web'] }] },
        field: 'lets.0.groups.0',
      },
      {
        what: 'of no mount target',
        item: { records: [{ ...record, mountTargetId: 'x' }], lets: [lets] },
        field: 'records.0.mountTargetId',
      },
      {
        what: 'of no time',
        item: { records: [{ ...record, spans: [[0, 'noon', null, 'v1']] }], lets: [lets] },
        field: 'records.0.spans.0.1',
      },
      {
        what: 'of nothing that is unreadable',
        item: { records: [], lets: [{ ...lets, unreadable: 'x' }] },
        field: 'lets.0.unreadable',
      },
    ])('$what is a fault that names the item, and only of file systems in it', async ({ item, field }) => {
      const { ledger, table, put } = await newLedger();
      await ledger.keepGood(everything, new Set([otherFs]), START);
      await put({ ...mine, ...item });
      const { of } = await ledger.knownGood('all');
      expect(of(otherFs)).toEqual(everything.get(otherFs));
      for (const id of [fs, beside(1)])
        expect(() => of(id)).toThrow(
          expect.objectContaining({
            name: 'TerminalError',
            code: 'internal-error',
            message: `${mine.pk} in ${table}: the item "good" has no readable ${field}; remove that item; the next sweeps record anew`,
          }),
        );
    });

    it('is replaced by the next that is kept', async () => {
      const { ledger, put } = await newLedger();
      await put({ ...others, records: 7 });
      await ledger.keepGood(everything, new Set([otherFs]), START);
      expect((await ledger.knownGood(otherFs)).of(otherFs)).toEqual(everything.get(otherFs));
    });

    it('passes over a span whose set is missing', async () => {
      const { ledger, put } = await newLedger();
      await put({ ...mine, records: [{ ...record, spans: [...record.spans, [7, START, null, 'v1']] }], lets: [lets] });
      expect((await ledger.knownGood(fs)).of(fs)).toEqual(new Map([[mt, { spans: [span] }]]));
    });

    it('is a fault of all when the time of the last sweep is none', async () => {
      const { ledger, table, put } = await newLedger();
      await put({ pk, sk: 'swept', at: 'noon' });
      await expect(ledger.knownGood(fs)).rejects.toMatchObject({
        name: 'TerminalError',
        message: `${pk} in ${table}: the item "swept" has no readable at; remove that item`,
      });
    });
  });
};
