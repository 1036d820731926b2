import { GetSecurityGroupsForVpcCommand } from '@aws-sdk/client-ec2';
import {
  DescribeFileSystemsCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  type DescribeMountTargetsRequest,
  type MountTargetDescription,
} from '@aws-sdk/client-efs';
import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../core/model/ids.ts';
import type { MountTarget } from '../core/model/live-state.ts';
import type { Reader } from '../engine/ports.ts';
import { everyPage, parsed, present, tagsOf } from './answers.ts';
import { asking, askingUnless } from './asking.ts';
import type { Call } from './call.ts';
import { readClients } from './clients-of-nfs.ts';
import { familiesOf } from './families-of.ts';
import { groupOf } from './group-of.ts';
import { readRules } from './group-rules.ts';
import type { ReaderClients } from './reader-clients.ts';

const mountTargetOf = (answer: MountTargetDescription, call: Call): MountTarget => ({
  id: parsed(mountTargetId, answer.MountTargetId, 'MountTargetId', call),
  fileSystemId: parsed(fileSystemId, answer.FileSystemId, 'FileSystemId', call),
  vpcId: parsed(vpcId, answer.VpcId, 'VpcId', call),
  lifeCycleState: present(answer.LifeCycleState, 'LifeCycleState', call),
  ...familiesOf(answer.IpAddress, answer.Ipv6Address),
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
      return askingUnless('MountTargetNotFound', call, async () =>
        (await mountTargets(call, { MountTargetId: id })).find((it) => it.id === id),
      );
    },

    mountTargetsOf: (id) => {
      const call: Call = { action: 'elasticfilesystem:DescribeMountTargets', about: id };
      return askingUnless('FileSystemNotFound', call, () => mountTargets(call, { FileSystemId: id }));
    },

    attachedGroups: (id) => {
      const call: Call = { action: 'elasticfilesystem:DescribeMountTargetSecurityGroups', about: id };
      return askingUnless('MountTargetNotFound', call, async () => {
        const answer = await efs().send(new DescribeMountTargetSecurityGroupsCommand({ MountTargetId: id }));
        return present(answer.SecurityGroups, 'SecurityGroups', call).map((group) =>
          parsed(securityGroupId, group, 'SecurityGroups', call),
        );
      });
    },

    fileSystem: (id) => {
      const call: Call = { action: 'elasticfilesystem:DescribeFileSystems', about: id };
      return askingUnless('FileSystemNotFound', call, async () => {
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
      return asking(call, () =>
        everyPage(call, async (NextToken) => {
          const answer = await ec2().send(
            new GetSecurityGroupsForVpcCommand({ VpcId: id, MaxResults: 1000, NextToken }),
          );
          const items = present(answer.SecurityGroupForVpcs, 'SecurityGroupForVpcs', call).map((it) =>
            groupOf(it, call),
          );
          return { items, next: answer.NextToken };
        }),
      );
    },

    rules: readRules(ec2),
    ...readClients(ec2),
  };
};
