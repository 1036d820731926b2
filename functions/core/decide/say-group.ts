import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState } from '../model/live-state.ts';
import { printable } from '../model/printable.ts';

/** A group as a person knows it: its name before its id, or the id alone where the group is not usable. */
export const sayGroup = (id: SecurityGroupId, { usable }: Pick<LiveState, 'usable'>): string => {
  const group = usable.find((it) => it.id === id);
  return group ? `${printable(group.name)} (${id})` : id;
};

/** Says of groups that `never` forbids them; nothing of none. */
export const sayForbidden = (ids: readonly SecurityGroupId[], live: Pick<LiveState, 'usable'>): string =>
  ids.length === 0 ? '' : `; never forbids ${ids.map((id) => sayGroup(id, live)).join(', ')}`;
