import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { IngressRule } from '../../core/model/ingress.ts';
import type { Reader } from '../../engine/ports/reader.ts';
import type { EfsInterface, RegionReader } from '../../engine/ports/region-reader.ts';
import type { Snapshot } from './schema.ts';

/** Readers that answer from a snapshot as AWS did when it was taken. */
export const replay = (snapshot: Snapshot): { readonly reader: Reader; readonly bulk: RegionReader } => {
  const fileSystems = new Map(snapshot.fileSystems.map((it) => [it.id, it]));
  const vpcs = new Map(snapshot.vpcs.map((it) => [it.id, it]));
  const rules = new Map<SecurityGroupId, readonly IngressRule[]>(
    snapshot.rules.map(({ groupId, ingress }) => [groupId, ingress]),
  );
  const mountTargets = new Map(snapshot.mountTargets.map((it) => [it.id, it]));
  const interfaces: readonly EfsInterface[] = snapshot.interfaces.map((it) => ({
    ...it,
    mountTargetId: it.mountTargetId,
    fileSystemId: it.fileSystemId,
  }));
  const reader: Reader = {
    mountTarget: async (id) => mountTargets.get(id),
    mountTargetsOf: async (id) => snapshot.mountTargets.filter(({ fileSystemId }) => fileSystemId === id),
    attachedGroups: async (id) => mountTargets.get(id)?.attached,
    fileSystem: async (id) => fileSystems.get(id),
    interfaces: async (ids) => interfaces.filter(({ networkInterfaceId }) => ids.includes(networkInterfaceId)),
    usableGroups: async (id) => vpcs.get(id)?.usable ?? [],
    rules: async (ids) => new Map([...rules].filter(([id]) => ids.includes(id))),
    vpcBlocks: async (id) => vpcs.get(id) ?? { owner: snapshot.account, blocks: [] },
    clientsIn: async (ids) => snapshot.clients.filter(({ groups }) => groups.some((id) => ids.includes(id))),
    clientsOf: async (id) => snapshot.clients.filter(({ vpcId }) => vpcId === id),
  };
  return {
    reader,
    bulk: {
      async *fileSystems() {
        yield snapshot.fileSystems;
      },
      async *interfaces() {
        yield interfaces;
      },
      groups: async () => snapshot.vpcs.flatMap(({ usable }) => usable),
      allRules: async () => rules,
    },
  };
};
