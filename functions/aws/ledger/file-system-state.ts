import type { LandedChange } from '../../core/brakes/flapping.ts';
import { type FileSystemId, fileSystemId, type MountTargetId, mountTargetId } from '../../core/model/ids.ts';
import type { FileSystemRecord, Marks, Refusals, Subject } from '../../engine/ports/ledger.ts';
import { holdOf, pendingOf } from './changes.ts';
import { attribute, expression } from './expression.ts';
import { count, fieldsOf, groups, id, optional, text, time } from './stored-fields.ts';
import type { Item } from './table.ts';

/** Sort key of the one item of a file system that holds its lease, its intent and its holds; never subject to TTL. */
export const STATE = 'state';

/** What the attributes of the item begin with that there are several of; what each is about follows. */
export const prefixes = { hold: 'hold:', released: 'released:', landed: 'landed:', refused: 'refused:' } as const;

/** Bytes that changes may take in the item, which DynamoDB lets have 400 kB and reads with every lease. */
const mostLanded = 24_000;

const subjectId = (text: string): Subject | undefined => mountTargetId(text) ?? fileSystemId(text);

/** The attributes with a prefix, by what follows it. */
const having = (item: Item, prefix: string): readonly (readonly [string, unknown])[] =>
  Object.entries(item).flatMap(([name, value]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
  );

const landedOf = (changeId: string, stored: unknown, of: string, remedy: string): LandedChange => {
  const field = fieldsOf(stored, of, remedy);
  return {
    changeId,
    mountTargetId: field('mountTargetId', id(mountTargetId)),
    at: field('at', time),
    before: field('before', groups),
    after: field('after', groups),
    policyVersion: field('policyVersion', text),
    ...optional(stored, field, 'by', text),
    ...optional(stored, field, 'undoes', text),
  };
};

const refusalsOf = (stored: unknown, of: string, remedy: string): Refusals => {
  const field = fieldsOf(stored, of, remedy);
  return { count: field('count', count), since: field('since', time) };
};

/**
 * Reads the item of a file system, or what it would be when there is none. Throws `TerminalError` that names the attribute
 * when any of it cannot be understood: nobody then knows what must not be written.
 */
export const stateOf = (item: Item, owner: FileSystemId, about: string): FileSystemRecord => {
  const remedy = (name: string): readonly [string, string] => [
    `${about}: the attribute "${name}" of the item "${STATE}"`,
    'correct or remove that attribute',
  ];
  const each = <Key, T>(
    prefix: string,
    parse: (text: string) => Key | undefined,
    read: (stored: unknown, of: string, remedy: string, key: Key) => T,
  ): ReadonlyMap<Key, T> =>
    new Map(
      having(item, prefix).map(([name, stored]) => {
        const [of, how] = remedy(`${prefix}${name}`);
        const key = fieldsOf({ name }, of, how)('name', (value) => parse(String(value)));
        return [key, read(stored, of, how, key)];
      }),
    );
  const field = fieldsOf(item, `${about}: the item "${STATE}"`, 'correct or remove that attribute');
  const { owner: leased, intent, pointed } = item;
  const landed = each(prefixes.landed, text, (stored, of, how, changeId) => landedOf(changeId, stored, of, how));
  return {
    id: owner,
    ...(intent !== undefined && { pending: pendingOf(intent, owner, about) }),
    // A lease that says no time would never run out.
    ...(leased !== undefined && { lease: { owner: field('owner', text), expiresAt: field('leaseExpiresAt', time) } }),
    holds: each(prefixes.hold, subjectId, holdOf),
    holdsVersion: optional(item, field, 'holdsVersion', count).holdsVersion ?? 0,
    releasedAt: each(prefixes.released, subjectId, (stored, of, how) => fieldsOf({ stored }, of, how)('stored', time)),
    landed: [...landed.values()].sort((a, b) => b.at - a.at),
    refusals: each<MountTargetId, Refusals>(prefixes.refused, mountTargetId, refusalsOf),
    pointed: pointed instanceof Set ? new Set([...pointed].map(String)) : new Set(),
  };
};

const bytesOf = (change: LandedChange): number => JSON.stringify(change).length;

/** The changes for which there is no room beside a new one, the oldest; the newest of a mount target is kept for what it left. */
const withoutRoom = (landed: readonly LandedChange[], added: LandedChange): readonly LandedChange[] => {
  const seen = new Set([added.mountTargetId]);
  let room = mostLanded - bytesOf(added);
  return landed.filter((change) => {
    room -= bytesOf(change);
    const isNewest = !seen.has(change.mountTargetId);
    seen.add(change.mountTargetId);
    return room < 0 && !isNewest;
  });
};

/** Has the item say that a hold was placed or released. */
export const nextVersion = expression`holdsVersion = if_not_exists(holdsVersion, ${0}) + ${1}`;

/** What marks have the item of a file system set and remove, as it was when the lease was taken. */
export const settingOf = ({ landed, hold, refusals }: Marks, of: MountTargetId, record: FileSystemRecord) => {
  const { changeId, ...kept } = landed ?? { changeId: '' };
  const refused = attribute(`${prefixes.refused}${of}`);
  const others = record.landed.filter((change) => change.changeId !== changeId);
  const forgotten = landed
    ? withoutRoom(others, landed).map((it) => attribute(`${prefixes.landed}${it.changeId}`))
    : [];
  return {
    set: [
      ...(landed ? [expression`${attribute(`${prefixes.landed}${changeId}`)} = ${kept}`] : []),
      ...(hold ? [expression`${attribute(`${prefixes.hold}${hold.id}`)} = ${hold.hold}`, nextVersion] : []),
      ...(refusals ? [expression`${refused} = ${refusals}`] : []),
    ],
    remove: [...(refusals ? [] : [refused]), ...forgotten].map((name) => expression`${name}`),
  };
};
