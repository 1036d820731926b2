import * as z from 'zod/mini';
import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import type { GoodRecord, GoodSpan } from '../../core/nfs/known-good.ts';
import { atMost } from '../../engine/async/at-most.ts';
import { together } from '../../engine/async/together.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import type { Item, Key } from './item.ts';
import { readStored, stored } from './stored.ts';
import type { LedgerTable } from './table.ts';

/** Items over which the records are spread: one read has them all, and each holds a share of 100,000 mount targets. */
const shardCount = 64;

const GOOD = 'good';

/** Items that are written at once: each takes far more memory on its way than what it holds. */
const writtenAtOnce = 8;

/** Characters of a shard as JSON, which is longer than the item: DynamoDB lets one have 400 kB. */
const mostCharacters = 380_000;

/** The item of a file system: ids end in hexadecimal digits that AWS draws at random. */
const shardOf = (id: FileSystemId): number => Number.parseInt(id.slice(-4), 16) % shardCount;

/** Records of a shard: what sets let in is the same for many mount targets, so that it stands once and is named by its place. */
const shard = z.object({
  lets: z.array(stored.lets),
  records: z.array(
    z.object({
      fileSystemId: stored.fileSystemId,
      mountTargetId: stored.mountTargetId,
      spans: z.array(z.tuple([z.int(), stored.time, z.nullable(stored.time), z.string()], z.unknown())),
      driftSince: z.exactOptional(stored.time),
    }),
  ),
});

type Records = ReadonlyMap<FileSystemId, ReadonlyMap<MountTargetId, GoodRecord>>;

const recordsIn = (item: Item, about: string): Records => {
  if (item['records'] === undefined) return new Map();
  const { lets, records } = readStored(shard, item, about, 'remove that item; the next sweeps record anew');
  const byFileSystem = new Map<FileSystemId, Map<MountTargetId, GoodRecord>>();
  for (const { fileSystemId, mountTargetId, spans, ...rest } of records) {
    const own = byFileSystem.get(fileSystemId) ?? new Map<MountTargetId, GoodRecord>();
    byFileSystem.set(fileSystemId, own);
    const read = spans.flatMap(([index, from, to, policyVersion]): readonly GoodSpan[] => {
      const known = lets[index];
      return known ? [{ lets: known, from, ...(to !== null && { to }), policyVersion }] : [];
    });
    own.set(mountTargetId, { spans: read, ...rest });
  }
  return byFileSystem;
};

const shardFrom = (records: Records, mostSpans: number): Item => {
  const lets = new Map<string, { readonly index: number; readonly lets: GoodSpan['lets'] }>();
  const indexOf = (span: GoodSpan): number => {
    const text = JSON.stringify(span.lets);
    const known = lets.get(text) ?? { index: lets.size, lets: span.lets };
    lets.set(text, known);
    return known.index;
  };
  const written = [...records].flatMap(([fileSystemId, own]) =>
    [...own].map(([mountTargetId, { spans, ...rest }]) => ({
      fileSystemId,
      mountTargetId,
      ...rest,
      spans: spans
        .slice(Math.max(0, spans.length - mostSpans))
        .map((span) => [indexOf(span), span.from, span.to ?? null, span.policyVersion]),
    })),
  );
  return { records: written, lets: [...lets.values()].map((it) => it.lets) };
};

/** A shard that DynamoDB takes: where there is no room, the oldest of what was good is left out of each record. */
const shardWithin = (records: Records): Item => {
  for (let mostSpans = 32; ; mostSpans = Math.floor(mostSpans / 2)) {
    const item = shardFrom(records, mostSpans);
    if (mostSpans === 0 || JSON.stringify(item).length <= mostCharacters) return item;
  }
};

/** What compliant sets have let in, in the ledger's table: items of a place, each of a share of its file systems. */
export const knownGoodItems = (table: LedgerTable, place: string): Pick<Ledger, 'knownGood' | 'keepGood'> => {
  const keyOf = (number: number): Key => ({ pk: `${place}/good#${number}`, sk: GOOD });
  const sweptKey: Key = { pk: place, sk: 'swept' };
  const numbers = Array.from({ length: shardCount }, (_, number) => number);

  return {
    knownGood: async (id) => {
      const asked = id === 'all' ? numbers : [shardOf(id)];
      const items = await table.batch([sweptKey, ...asked.map(keyOf)]);
      const byKey = new Map(items.map((item) => [item['pk'], item]));
      const swept = byKey.get(place);
      const at =
        swept &&
        readStored(stored.swept, swept, `${table.about(place)}: the item "${sweptKey.sk}"`, 'remove that item').at;
      const read = new Map<number, Records>();
      return {
        ...(at !== undefined && { sweptAt: at }),
        of: (fileSystemId) => {
          const number = shardOf(fileSystemId);
          const { pk } = keyOf(number);
          const records = read.get(number) ?? recordsIn(byKey.get(pk) ?? {}, `${table.about(pk)}: the item "${GOOD}"`);
          read.set(number, records);
          return records.get(fileSystemId) ?? new Map();
        },
      };
    },

    keepGood: async (all, changed, at) => {
      const ids = Map.groupBy(all.keys(), shardOf);
      const touched = new Set([...changed].map(shardOf));
      const limited = atMost(writtenAtOnce);
      await together(
        [...touched].map((number) =>
          limited(() => {
            const records = new Map((ids.get(number) ?? []).map((id) => [id, all.get(id) ?? new Map()]));
            return table.put({ ...keyOf(number), ...shardWithin(records) });
          }),
        ),
      );
      // Last: it says of everything that did not change that it still holds.
      await table.put({ ...sweptKey, at });
    },
  };
};
