import type { SecurityGroupId, VpcId } from '../../core/model/ids.ts';
import { atMost } from '../../engine/async/at-most.ts';
import { together } from '../../engine/async/together.ts';
import type { Reader } from '../../engine/ports/reader.ts';
import type { EfsInterface, RegionReader } from '../../engine/ports/region-reader.ts';
import type { Snapshot } from './schema.ts';

type Place = Pick<Snapshot, 'account' | 'region' | 'at'>;
type Whole = EfsInterface & { readonly mountTargetId: NonNullable<EfsInterface['mountTargetId']> };

/** Reads under way at once. */
const atOnce = 5;

const isWhole = (it: EfsInterface): it is Whole => it.mountTargetId !== undefined;

/** Mount targets of file systems whose interfaces do not account for all of them, by EFS. */
const unaccounted = async (reader: Reader, listed: Snapshot['fileSystems'], interfaces: readonly EfsInterface[]) => {
  const shown = Map.groupBy(interfaces, ({ fileSystemId }) => fileSystemId);
  const limited = atMost(atOnce);
  const asked = listed.filter(({ id, mountTargets }) => (shown.get(id) ?? []).filter(isWhole).length !== mountTargets);
  const all = await together(
    asked.map(({ id }) =>
      limited(async () => {
        const targets = (await reader.mountTargetsOf(id)) ?? [];
        return together(
          targets.map(async (it) => ({ ...it, attached: [...((await reader.attachedGroups(it.id)) ?? [])] })),
        );
      }),
    ),
  );
  return all.flat();
};

/** Groups that rules let in and that no VPC of a mount target has: their members come from elsewhere. */
const groupsElsewhere = (rules: Snapshot['rules'], vpcs: Snapshot['vpcs']): readonly SecurityGroupId[] => {
  const here = new Set(vpcs.flatMap(({ usable }) => usable.map(({ id }) => id)));
  const sources = rules
    .filter(({ groupId }) => here.has(groupId))
    .flatMap(({ ingress }) => ingress.flatMap(({ source }) => (source.kind === 'group' ? [source.groupId] : [])));
  return [...new Set(sources)].filter((id) => !here.has(id));
};

/** Reads what any policy might want to know of an account and Region; writes nothing. Rejects when a part of it cannot be read. */
export const takeSnapshot = async (reader: Reader, bulk: RegionReader, place: Place): Promise<Snapshot> => {
  const [pages, interfacePages, rulesOfGroups] = await together([
    Array.fromAsync(bulk.fileSystems()),
    Array.fromAsync(bulk.interfaces()),
    bulk.allRules(),
  ]);
  const fileSystems = pages.flat().map((it) => ({ ...it, tags: new Map(it.tags) }));
  const interfaces = interfacePages.flat();
  const mountTargets = await unaccounted(reader, fileSystems, interfaces);
  const rules = [...rulesOfGroups].map(([groupId, ingress]) => ({
    groupId,
    ingress: ingress as Snapshot['rules'][number]['ingress'],
  }));
  const limited = atMost(atOnce);
  const ids: readonly VpcId[] = [...new Set([...interfaces, ...mountTargets].map(({ vpcId }) => vpcId))];
  const vpcs = await together(
    ids.map((id) =>
      limited(async () => {
        const [usable, { owner, blocks }] = await together([reader.usableGroups(id), reader.vpcBlocks(id)]);
        return { id, owner, blocks: [...blocks], usable: usable.map((it) => ({ ...it, tags: new Map(it.tags) })) };
      }),
    ),
  );
  const others = groupsElsewhere(rules, vpcs);
  const members = await together([
    ...ids.map((id) => limited(() => reader.clientsOf(id))),
    others.length > 0 ? reader.clientsIn(others) : [],
  ]);
  const clients = [...new Map(members.flat().map((it) => [it.id, it])).values()].map((it) => ({
    ...it,
    tags: new Map(it.tags),
    groups: [...it.groups],
    addresses: [...it.addresses],
  }));
  return {
    kind: 'mountguard-snapshot',
    version: 1,
    ...place,
    redacted: false,
    fileSystems,
    interfaces: interfaces.map((it) => plainInterface(it)),
    mountTargets: mountTargets.map(({ families, ...it }) => ({ ...it, ...(families && { families: [...families] }) })),
    vpcs,
    rules,
    clients,
  };
};

const plainInterface = ({
  families,
  attached,
  mountTargetId,
  fileSystemId,
  ...rest
}: EfsInterface): Snapshot['interfaces'][number] => ({
  ...rest,
  attached: [...attached],
  ...(families && { families: [...families] }),
  ...(mountTargetId && { mountTargetId }),
  ...(fileSystemId && { fileSystemId }),
});
