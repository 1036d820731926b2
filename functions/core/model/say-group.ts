import type { SecurityGroupId } from './ids.ts';
import type { LiveState } from './live-state.ts';
import { printable } from './printable.ts';

type Usable = LiveState['usable'];

/** The names of groups, once for each list of them: thousands of mount targets share the list of their VPC. */
const namesOf = new WeakMap<Usable, ReadonlyMap<SecurityGroupId, string>>();

const namesIn = (usable: Usable): ReadonlyMap<SecurityGroupId, string> => {
  const names = namesOf.get(usable) ?? new Map(usable.map(({ id, name }) => [id, name]));
  namesOf.set(usable, names);
  return names;
};

/** A group as a person knows it: its name before its id, or the id alone where the group is not usable. */
export const sayGroup = (id: SecurityGroupId, { usable }: Pick<LiveState, 'usable'>): string => {
  const name = namesIn(usable).get(id);
  return name === undefined ? id : `${printable(name)} (${id})`;
};

/** Says of groups that `never` forbids them; nothing of none. */
export const sayForbidden = (ids: readonly SecurityGroupId[], live: Pick<LiveState, 'usable'>): string =>
  ids.length === 0 ? '' : `; never forbids ${ids.map((id) => sayGroup(id, live)).join(', ')}`;
