import type { RegionReader } from '../../engine/ports/region-reader.ts';
import { everyItem, present } from '../client/read-answer.ts';
import { type By, securityGroup, securityGroups } from './ec2-lists.ts';
import { efsInterfaces } from './efs-interfaces.ts';
import { readRules } from './group-rules.ts';
import { fileSystemOf, fileSystems, type ReaderClients } from './reader.ts';

/** Reads a whole account and region of EFS and EC2 page by page. */
export const awsRegionReader = ({ efs, ec2 }: ReaderClients): RegionReader => ({
  fileSystems: () =>
    fileSystems(efs, undefined, (it, call) => ({
      ...fileSystemOf(it, call),
      mountTargets: present(it.NumberOfMountTargets, 'NumberOfMountTargets', call),
    })),

  async *interfaces(which) {
    const by: By | undefined =
      which && ('ids' in which ? ['network-interface-id', which.ids] : ['group-id', which.groups]);
    for (const list of efsInterfaces(ec2, by)) yield* list;
  },

  groups: (which) => {
    const by: By = 'ids' in which ? ['group-id', which.ids] : ['ip-permission.prefix-list-id', which.prefixLists];
    return everyItem(...securityGroups(ec2, by, securityGroup));
  },

  allRules: () => readRules(ec2)(),
});
