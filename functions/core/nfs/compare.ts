import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState, MountTarget } from '../model/live-state.ts';
import { arriving } from './arriving.ts';
import type { Protection } from './known-good.ts';
import { difference, type Reach } from './reach.ts';

/** Of a mount target, what tells who may lose access. */
export type At = Pick<LiveState, 'mountTarget' | 'fileSystem' | 'usable'>;

/** Whether a group is of our own account and can be used in the VPC: AWS shows every interface of such a group. */
export const isShown = ({ usable, fileSystem: { owner } }: At, groupId: SecurityGroupId): boolean =>
  usable.some((group) => group.id === groupId && group.owner === owner);

/** What can arrive before a change, what no longer can after it, what still can, and what of that which is protected no longer can. */
export const compare = (
  before: Reach,
  after: Reach,
  { families }: Pick<MountTarget, 'families'>,
  { recent }: Protection,
) => {
  const [from, to] = [arriving(before.sources, families), arriving(after.sources, families)];
  // New sources that cannot be read do not count.
  const unreadable = new Map([...to.unreadable].filter(([name]) => from.unreadable.has(name)));
  const remains = { ...to, unreadable };
  const gone = difference(from, to);
  return { from, gone, remains, lost: recent ? difference(arriving(recent.sources, families), remains) : gone };
};
