import { groupSet } from '../../core/model/group-set.ts';
import type { SecurityGroupId, VpcId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Client } from '../../core/nfs/client.ts';
import { type CutOff, nfsCutOff, type Whereabouts, whereabouts } from '../../core/nfs/cut-off.ts';
import { nfsReach, type RulesOfGroups } from '../../core/nfs/reach.ts';
import { together } from '../async/together.ts';
import type { Reader } from '../ports/reader.ts';

type Groups = readonly SecurityGroupId[];

/** What reading who is where takes. */
export type PresenceReader = Pick<Reader, 'clientsIn' | 'clientsOf'>;

/** A change of one mount target from what is attached to another set. */
export interface Replacement {
  readonly live: LiveState;
  readonly after: Groups;
}

const reaches = ({ live, after }: Replacement, rules: RulesOfGroups) =>
  [nfsReach(groupSet(live.attached), rules), nfsReach(after, rules)] as const;

/** What has to be asked about a change. */
export const toAsk = (change: Replacement, rules: RulesOfGroups): Whereabouts =>
  whereabouts(...reaches(change, rules), change.live.mountTarget);

/** The interfaces with any of these groups and those of these VPCs, each once; no call where there is nothing to ask. */
export const clientsAt = async (
  reader: PresenceReader,
  groups: Groups,
  vpcs: readonly VpcId[],
): Promise<readonly Client[]> => {
  const found = await together([
    groups.length > 0 ? reader.clientsIn(groups) : [],
    ...vpcs.map((id) => reader.clientsOf(id)),
  ]);
  return [...new Map(found.flat().map((client) => [client.id, client])).values()];
};

/**
 * Who a change cuts off, by the clients that were read when these groups were asked about. Of a group that can be used in
 * the mount target's VPC every interface is seen; those of another VPC or account may have more.
 */
export const cutOffBy = (
  change: Replacement,
  rules: RulesOfGroups,
  { clients, asked }: { readonly clients: readonly Client[]; readonly asked: Groups },
): CutOff => {
  const { mountTarget, usable } = change.live;
  const known = new Set(usable.map(({ id }) => id).filter((id) => asked.includes(id)));
  return nfsCutOff(...reaches(change, rules), mountTarget, { clients, known });
};
