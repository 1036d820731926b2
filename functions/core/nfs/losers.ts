import type { KnownClient } from './known-clients.ts';
import type { LostSource } from './lost-source.ts';

/** Who loses access, and what by. */
export interface Loser {
  readonly source: LostSource;
  /** Absent where no client is known. */
  readonly by: KnownClient | undefined;
}

/** Clients that lose access, each once, with what they had it by. A machine that had access in several ways is named once. */
const losersOf = (lost: readonly LostSource[]): readonly Loser[] => {
  // Of one source they ascend by name, so that the interfaces of a machine stand side by side.
  const users = lost.flatMap((source) =>
    source.by.filter(({ client }, n) => client.name !== source.by[n - 1]?.client.name).map((by) => ({ source, by })),
  );
  if (lost.length === 1) return users;
  const first = new Map(users.toReversed().map((it) => [it.by.client.name, it]));
  return users.filter((it) => first.get(it.by.client.name) === it);
};

/** Sources without a known client, where the parts of one written block are one. */
const joined = (sources: readonly LostSource[]): readonly LostSource[] => {
  const isLater = (one: LostSource, n: number): boolean =>
    one.kind === 'cidr' &&
    one.of !== undefined &&
    sources.slice(0, n).some((it) => it.kind === 'cidr' && it.of === one.of);
  return sources.filter((it, n) => !isLater(it, n));
};

/** Clients, and then the sources without a known one. */
export const losersAmong = (sources: readonly LostSource[]): readonly Loser[] => {
  const clients = sources.filter(({ counts }) => counts === 'clients');
  const unseen = sources.filter(({ counts }) => counts !== 'clients');
  return [...losersOf(clients), ...joined(unseen).map((source) => ({ source, by: undefined }))];
};
