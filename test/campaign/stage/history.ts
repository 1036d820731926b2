import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../../../functions/core/model/ids.ts';
import type { IngressRule } from '../../../functions/core/model/ingress.ts';
import type { LiveState, SecurityGroup } from '../../../functions/core/model/live-state.ts';
import type { RulesOfGroups } from '../../../functions/core/nfs/reach.ts';
import type { Rule } from '../../../infra/local/world/rule.ts';
import { groupsOf, settle, subnetOf, usableIn } from '../../../infra/local/world/storage.ts';
import type { MountTarget, World } from '../../../infra/local/world/world.ts';
import { must } from '../../support/must.ts';

/** What was true of every mount target from a moment on. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly lives: ReadonlyMap<string, LiveState>;
  /** What every security group lets in. */
  readonly rules: RulesOfGroups;
}

/** Everything that was ever true of the account, whatever its answers said. */
export interface History {
  /** Takes down what is true now; to be called after every change. */
  record(): void;
  latest(): Moment;
  /** What was true at some time of a span, the ends included; the latest first. */
  during(from: number, to: number): readonly Moment[];
}

const usableGroups = (world: World, id: string): readonly SecurityGroup[] =>
  [...world.securityGroups.values()]
    .filter((group) => usableIn(world, group.id, id))
    .map((group) => ({
      id: must(securityGroupId(group.id)),
      name: group.name,
      owner: group.ownerId,
      tags: new Map(group.tags),
    }));

const ingressRule = ({ peer, protocol, fromPort, toPort }: Rule): readonly IngressRule[] => {
  const ports = { ...(fromPort !== undefined && { fromPort }), ...(toPort !== undefined && { toPort }) };
  if ('cidrIpv4' in peer) return [{ protocol, ...ports, source: { kind: 'cidr', cidr: peer.cidrIpv4 } }];
  if ('cidrIpv6' in peer) return [{ protocol, ...ports, source: { kind: 'cidr', cidr: peer.cidrIpv6 } }];
  if (!('groupId' in peer)) throw new Error('the accounts of the campaign have no prefix lists');
  return [{ protocol, ...ports, source: { kind: 'group', groupId: must(securityGroupId(peer.groupId)) } }];
};

const rulesOf = (world: World): RulesOfGroups =>
  new Map(
    [...world.securityGroups.values()].map(({ id, rules }) => [
      must(securityGroupId(id)),
      rules.filter(({ isEgress }) => !isEgress).flatMap(ingressRule),
    ]),
  );

const moment = (world: World, now: number): Moment => {
  settle(world, now);
  const usable = new Map([...world.vpcs.keys()].map((id) => [id, usableGroups(world, id)]));
  const live = (target: MountTarget): LiveState => {
    const vpc = subnetOf(world, target).vpcId;
    const fileSystem = must(world.fileSystems.get(target.fileSystemId));
    return {
      mountTarget: {
        id: must(mountTargetId(target.id)),
        fileSystemId: must(fileSystemId(fileSystem.id)),
        vpcId: must(vpcId(vpc)),
        lifeCycleState: target.lifeCycleState,
        availabilityZone: subnetOf(world, target).availabilityZone,
      },
      fileSystem: { id: must(fileSystemId(fileSystem.id)), owner: fileSystem.ownerId, tags: new Map(fileSystem.tags) },
      attached: groupsOf(world, target.id).map((id) => must(securityGroupId(id))),
      usable: usable.get(vpc) ?? [],
    };
  };
  const lives = new Map([...world.mountTargets.values()].map((target) => [target.id, live(target)]));
  return { at: now, lives, rules: rulesOf(world) };
};

/** Starts with what is true now. */
export const historyOf = (world: World, now: () => number): History => {
  const moments: Moment[] = [moment(world, now())];
  return {
    record: () => void moments.push(moment(world, now())),
    latest: () => must(moments.at(-1)),
    during(from, to) {
      const found: Moment[] = [];
      for (const each of moments.toReversed()) {
        if (each.at <= to) found.push(each);
        if (each.at < from) break;
      }
      return found;
    },
  };
};
