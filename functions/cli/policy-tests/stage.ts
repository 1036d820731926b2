import {
  type FileSystemId,
  fileSystemId,
  type MountTargetId,
  mountTargetId,
  type SecurityGroupId,
  securityGroupId,
  type VpcId,
  vpcId,
} from '../../core/model/ids.ts';
import type { IngressRule } from '../../core/model/ingress.ts';
import type { LiveState, SecurityGroup } from '../../core/model/live-state.ts';
import type { Place } from '../../core/model/place.ts';
import { parseCidr } from '../../core/net/cidr.ts';
import type { Client } from '../../core/nfs/client.ts';
import type { KnownClients } from '../../core/nfs/known-clients.ts';
import { knownClients } from '../../core/nfs/known-clients.ts';
import type { RulesOfGroups } from '../../core/nfs/reach.ts';
import type { PolicyTest, TestGroup } from '../../policy/tests/policy-test.ts';

/** The account and Region of a test that does not say them. */
export const ownPlace: Place = { account: '111122223333', region: 'us-east-1' };

const required = <Id>(id: Id | undefined): Id => {
  if (id === undefined) throw new Error('this id has been made here');
  return id;
};

const numbered = (n: number): string => n.toString(16).padStart(17, '0');

/** What stands for a mount target whose test does not say which it is. */
const place: { readonly id: MountTargetId; readonly fileSystemId: FileSystemId; readonly vpcId: VpcId } = {
  id: required(mountTargetId(`fsmt-${numbered(1)}`)),
  fileSystemId: required(fileSystemId(`fs-${numbered(1)}`)),
  vpcId: required(vpcId(`vpc-${numbered(1)}`)),
};

/** The block of the VPC; the machines of each group have a part of it. */
const vpcBlock = '10.0.0.0/16';

/** The groups of a file of tests as AWS would show them. */
export interface Stage {
  idOf(key: string): SecurityGroupId;
  /** A group as the file calls it. */
  keyOf(id: SecurityGroupId): string;
  /** A text that says groups by their names alone. */
  withoutIds(text: string): string;
  readonly rules: RulesOfGroups;
  /** The mount target of a test. */
  live(test: PolicyTest): LiveState;
  clients(test: PolicyTest): KnownClients;
}

/** Sets up the groups of a file of tests. */
export const stageOf = (groups: readonly TestGroup[]): Stage => {
  const ids = new Map(
    groups.map(({ key, id }, index) => [key, id ?? required(securityGroupId(`sg-${numbered(index + 1)}`))]),
  );
  const keys = new Map([...ids].map(([key, id]) => [id, key]));
  const idOf = (key: string): SecurityGroupId => required(ids.get(key));
  const ruleFrom = (from: string): IngressRule => ({
    protocol: 'tcp',
    fromPort: 2049,
    toPort: 2049,
    source:
      !ids.has(from) && parseCidr(from) !== undefined
        ? { kind: 'cidr', cidr: from }
        : { kind: 'group', groupId: idOf(from) },
  });
  const usableIn = (self: string) =>
    groups.map(({ key, name, tags, owner = self }): SecurityGroup => ({ id: idOf(key), name, tags, owner }));
  const membersIn = (id: VpcId, self: string): readonly Client[] =>
    groups.flatMap(({ key, members, owner }, index) => {
      // Of another account's groups AWS shows no interfaces.
      if (owner !== undefined && owner !== self) return [];
      const addresses =
        typeof members === 'number'
          ? Array.from({ length: members }, (_, n) => `10.0.${index % 256}.${n + 10}`)
          : members;
      return addresses.map(
        (address, n): Client => ({
          id: `eni-${key}-${n + 1}`,
          name: `${key} ${n + 1}`,
          machine: `${key} ${n + 1}`,
          vpcId: id,
          groups: [idOf(key)],
          addresses: [address],
          tags: new Map(),
        }),
      );
    });
  return {
    idOf,
    keyOf: (id) => keys.get(id) ?? id,
    withoutIds: (text) =>
      [...keys].reduce((rest, [id, key]) => rest.replaceAll(` (${id})`, '').replaceAll(id, key), text),
    rules: new Map(groups.map(({ key, nfsFrom }) => [idOf(key), nfsFrom.map(ruleFrom)])),
    live: ({ tags, attached, place: given, within: { account: self = ownPlace.account } }) => {
      const mountTarget = { ...place, ...given, lifeCycleState: 'available' };
      return {
        mountTarget,
        fileSystem: { id: mountTarget.fileSystemId, owner: self, tags },
        attached: attached.map(idOf),
        usable: usableIn(self),
      };
    },
    clients: ({ place: given, within: { account: self = ownPlace.account } }) => {
      const id = given.vpcId ?? place.vpcId;
      return knownClients(membersIn(id, self), { blocks: new Map([[id, { owner: self, blocks: [vpcBlock] }]]) });
    },
  };
};
