import type { output, ZodMiniType } from 'zod/mini';
import type { LandedChange } from '../../core/brakes/flapping.ts';
import { TerminalError } from '../../core/model/errors.ts';
import { type FileSystemId, fileSystemId, type MountTargetId, mountTargetId } from '../../core/model/ids.ts';
import type { FileSystemRecord, Marks, Subject } from '../../engine/ports/record/file-system.ts';
import { attribute, expression } from './expression.ts';
import type { Item } from './item.ts';
import { readStored, stored } from './stored.ts';

/** Sort key of the one item of a file system that holds its lease, its intent and its holds; never subject to TTL. */
export const STATE = 'state';

/** What the attributes of the item begin with that there are several of; what each is about follows. */
export const prefixes = {
  hold: 'hold:',
  released: 'released:',
  landed: 'landed:',
  refused: 'refused:',
  good: 'good:',
} as const;

/**
 * Bytes that changes may take in the item, which DynamoDB lets have 400 kB: those by which ten fixes of six mount targets with
 * sixteen groups each are told, the most that a policy counts (limits.changesPerMountTarget); and with the newest of
 * each mount target, which is kept beyond the first: mount targets come and go.
 */
const mostLanded = { recent: 64_000, newest: 128_000 };

/** Mount targets whose last fix is told: one for each Availability Zone, and as many again that are gone. */
const mostGood = 16;

/** Changes that one update forgets: its expression may have 4 kB. */
const mostForgotten = 100;

const subjectId = (text: string): Subject | undefined => mountTargetId(text) ?? fileSystemId(text);

/**
 * Reads the item of a file system, or what it would be when there is none. Throws `TerminalError` that names the attribute
 * when any of it cannot be understood, or is of another file system: what must not be written is not known then.
 */
export const stateOf = (item: Item, own: FileSystemId, about: string): FileSystemRecord => {
  const remedy = 'see what it was, then correct or remove that attribute';
  const of = (name: string): string => `${about}: the attribute "${name}" of the item "${STATE}"`;
  const read = <Schema extends ZodMiniType>(schema: Schema, name: string, value: unknown = item[name]) =>
    readStored(schema, value, of(name), remedy);
  const unknown = (name: string, why: string) =>
    new TerminalError(`${of(name)} ${why}; ${remedy}`, { code: 'internal-error' });
  /** The attributes with a prefix, by what follows it. */
  const each = <Key, Schema extends ZodMiniType>(
    prefix: string,
    parse: (text: string) => Key | undefined,
    schema: Schema,
  ): ReadonlyMap<Key, output<Schema>> => {
    const named = Object.keys(item).filter((name) => name.startsWith(prefix));
    return new Map(
      named.map((name) => {
        const key = parse(name.slice(prefix.length));
        if (key === undefined) throw unknown(name, 'is about nothing that has an id');
        return [key, read(schema, name)];
      }),
    );
  };
  const pending = item['intent'] === undefined ? undefined : read(stored.pending, 'intent');
  if (pending && pending.fileSystemId !== own) throw unknown('intent', `is of ${pending.fileSystemId}`);
  // A lease that says no time would never run out.
  const lease = item['owner'] === undefined ? undefined : read(stored.lease, 'owner', item);
  return {
    id: own,
    ...(pending && { pending }),
    ...(lease && { lease: { owner: lease.owner, expiresAt: lease.leaseExpiresAt } }),
    holds: each(prefixes.hold, subjectId, stored.hold),
    holdsVersion: read(stored.holdsVersion, 'holdsVersion'),
    releasedAt: each(prefixes.released, subjectId, stored.time),
    landed: [...each(prefixes.landed, String, stored.landed).values()].sort((a, b) => b.at - a.at),
    refusals: each(prefixes.refused, mountTargetId, stored.refusals),
    good: each(prefixes.good, mountTargetId, stored.good),
    pointed: read(stored.pointed, 'pointed'),
  };
};

const bytesOf = (change: LandedChange): number => JSON.stringify(change).length;

/** The changes for which there is no room beside a new one, the oldest; the newest of a mount target is kept for what it left. */
const withoutRoom = (landed: readonly LandedChange[], added: LandedChange): readonly LandedChange[] => {
  const seen = new Set([added.mountTargetId]);
  let bytes = bytesOf(added);
  const hasNoRoom = (change: LandedChange): boolean => {
    bytes += bytesOf(change);
    const most = seen.has(change.mountTargetId) ? mostLanded.recent : mostLanded.newest;
    seen.add(change.mountTargetId);
    return bytes > most;
  };
  return landed.filter(hasNoRoom).slice(-mostForgotten);
};

/** Has the item say that a hold was placed or released. */
export const nextVersion = expression`holdsVersion = if_not_exists(holdsVersion, ${0}) + ${1}`;

/** What marks have the item of a file system set and remove, as it was when the lease was taken. */
export const settingOf = ({ landed, hold, refusals, good }: Marks, of: MountTargetId, record: FileSystemRecord) => {
  const changeId = landed?.changeId;
  const refused = attribute(`${prefixes.refused}${of}`);
  const others = record.landed.filter((change) => change.changeId !== changeId);
  const forgotten = landed
    ? withoutRoom(others, landed).map((it) => attribute(`${prefixes.landed}${it.changeId}`))
    : [];
  const elsewhere = good ? [...record.good].filter(([id]) => id !== of) : [];
  // Mount targets come and go, and the item has a bound.
  const outlived = elsewhere
    .sort(([, a], [, b]) => b.from - a.from)
    .slice(mostGood - 1)
    .map(([id]) => attribute(`${prefixes.good}${id}`));
  return {
    set: [
      ...(landed ? [expression`${attribute(`${prefixes.landed}${changeId}`)} = ${landed}`] : []),
      ...(hold ? [expression`${attribute(`${prefixes.hold}${hold.id}`)} = ${hold.hold}`, nextVersion] : []),
      ...(refusals ? [expression`${refused} = ${refusals}`] : []),
      ...(good ? [expression`${attribute(`${prefixes.good}${of}`)} = ${good}`] : []),
    ],
    remove: [...(refusals ? [] : [refused]), ...forgotten, ...outlived.slice(0, mostForgotten)].map(
      (name) => expression`${name}`,
    ),
  };
};
