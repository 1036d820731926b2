import { GetSecurityGroupsForVpcCommand } from '@aws-sdk/client-ec2';
import {
  DescribeFileSystemsCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  type DescribeMountTargetsRequest,
  type MountTargetDescription,
} from '@aws-sdk/client-efs';
import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../../core/model/ids.ts';
import type { MountTarget } from '../../core/model/live-state.ts';
import { together } from '../../engine/async/together.ts';
import type { Reader } from '../../engine/ports/reader.ts';
import { ask, askUnless } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { inChunks } from '../client/in-chunks.ts';
import { everyPage, parsed, present, tagsOf } from '../client/read-answer.ts';
import { addressFamilies } from './address-families.ts';
import { readEfsInterfaces } from './efs-interfaces.ts';
import { readRules } from './group-rules.ts';
import { readClients } from './nfs-clients.ts';
import type { ReaderClients } from './reader-clients.ts';
import { securityGroup } from './security-group.ts';

/** EC2 takes at most 200 values in a filter (EC2 user guide, "Filtering"). */
const mostIds = 200;

const mountTargetOf = (answer: MountTargetDescription, call: Call): MountTarget => ({
  id: parsed(mountTargetId, answer.MountTargetId, 'MountTargetId', call),
  fileSystemId: parsed(fileSystemId, answer.FileSystemId, 'FileSystemId', call),
  vpcId: parsed(vpcId, answer.VpcId, 'VpcId', call),
  lifeCycleState: present(answer.LifeCycleState, 'LifeCycleState', call),
  ...(answer.NetworkInterfaceId !== undefined && { networkInterfaceId: answer.NetworkInterfaceId }),
  ...addressFamilies(answer.IpAddress, answer.Ipv6Address),
});

/** Reads EFS and EC2; the clients are taken at first use. */
export const awsReader = ({ efs, ec2 }: ReaderClients): Reader => {
  const mountTargets = (call: Call, request: DescribeMountTargetsRequest) =>
    everyPage(call, async (Marker) => {
      const answer = await efs().send(new DescribeMountTargetsCommand({ ...request, Marker }));
      const items = present(answer.MountTargets, 'MountTargets', call).map((it) => mountTargetOf(it, call));
      return { items, next: answer.NextMarker };
    });

  return {
    mountTarget: (id) => {
      const call: Call = { action: 'elasticfilesystem:DescribeMountTargets', about: id };
      return askUnless('MountTargetNotFound', call, async () =>
        (await mountTargets(call, { MountTargetId: id })).find((it) => it.id === id),
      );
    },

    mountTargetsOf: (id) => {
      const call: Call = { action: 'elasticfilesystem:DescribeMountTargets', about: id };
      return askUnless('FileSystemNotFound', call, () => mountTargets(call, { FileSystemId: id }));
    },

    attachedGroups: (id) => {
      const call: Call = { action: 'elasticfilesystem:DescribeMountTargetSecurityGroups', about: id };
      return askUnless('MountTargetNotFound', call, async () => {
        const answer = await efs().send(new DescribeMountTargetSecurityGroupsCommand({ MountTargetId: id }));
        return present(answer.SecurityGroups, 'SecurityGroups', call).map((group) =>
          parsed(securityGroupId, group, 'SecurityGroups', call),
        );
      });
    },

    fileSystem: (id) => {
      const call: Call = { action: 'elasticfilesystem:DescribeFileSystems', about: id };
      return askUnless('FileSystemNotFound', call, async () => {
        const found = await everyPage(call, async (Marker) => {
          const answer = await efs().send(new DescribeFileSystemsCommand({ FileSystemId: id, Marker }));
          const items = present(answer.FileSystems, 'FileSystems', call).map((it) => ({
            id: parsed(fileSystemId, it.FileSystemId, 'FileSystemId', call),
            tags: tagsOf(present(it.Tags, 'Tags', call), call),
          }));
          return { items, next: answer.NextMarker };
        });
        return found.find((it) => it.id === id);
      });
    },

    usableGroups: (id) => {
      const call: Call = { action: 'ec2:GetSecurityGroupsForVpc', about: id };
      return ask(call, () =>
        everyPage(call, async (NextToken) => {
          const answer = await ec2().send(
            new GetSecurityGroupsForVpcCommand({ VpcId: id, MaxResults: 1000, NextToken }),
          );
          const items = present(answer.SecurityGroupForVpcs, 'SecurityGroupForVpcs', call).map((it) =>
            securityGroup(it, call),
          );
          return { items, next: answer.NextToken };
        }),
      );
    },

    interfaces: async (ids) => {
      const found = inChunks(ids, mostIds).map((some) => Array.fromAsync(readEfsInterfaces(ec2)({ ids: some })));
      return (await together(found)).flat(2);
    },

    rules: readRules(ec2),
    ...readClients(ec2),
  };
};
