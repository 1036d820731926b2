import { GetSecurityGroupsForVpcCommand } from '@aws-sdk/client-ec2';
import {
  DescribeFileSystemsCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  type DescribeMountTargetsRequest,
  type EFSClient,
  type FileSystemDescription,
  type MountTargetDescription,
} from '@aws-sdk/client-efs';
import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../../core/model/ids.ts';
import type { FileSystem, MountTarget } from '../../core/model/live-state.ts';
import type { Reader } from '../../engine/ports/reader.ts';
import { unless } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { everyItem, listing, parsed, present, tagsOf } from '../client/read-answer.ts';
import { type Ec2, MaxResults, securityGroup } from './ec2-lists.ts';
import { addressed, efsInterfaces } from './efs-interfaces.ts';
import { readRules } from './group-rules.ts';
import { readClients } from './nfs-clients.ts';
import { vpcBlocks } from './vpc-blocks.ts';

type Efs = () => Pick<EFSClient, 'send'>;

/** What reading needs of the EFS and EC2 clients, each taken at first use. */
export interface ReaderClients {
  readonly efs: Efs;
  readonly ec2: Ec2;
}

const mountTargetOf = (answer: MountTargetDescription, call: Call): MountTarget => ({
  id: parsed(mountTargetId, answer.MountTargetId, 'MountTargetId', call),
  fileSystemId: parsed(fileSystemId, answer.FileSystemId, 'FileSystemId', call),
  vpcId: parsed(vpcId, answer.VpcId, 'VpcId', call),
  lifeCycleState: present(answer.LifeCycleState, 'LifeCycleState', call),
  ...(answer.NetworkInterfaceId !== undefined && { networkInterfaceId: answer.NetworkInterfaceId }),
  ...addressed(answer.IpAddress, answer.Ipv6Address),
  ...(answer.AvailabilityZoneName !== undefined && { availabilityZone: answer.AvailabilityZoneName }),
});

/** A file system from DescribeFileSystems. */
export const fileSystemOf = ({ FileSystemId, OwnerId, Tags }: FileSystemDescription, call: Call): FileSystem => ({
  id: parsed(fileSystemId, FileSystemId, 'FileSystemId', call),
  owner: present(OwnerId, 'OwnerId', call),
  tags: tagsOf(present(Tags, 'Tags', call), call),
});

/** EFS DescribeFileSystems: one, or all of them. */
export const fileSystems = <Item>(
  efs: Efs,
  FileSystemId: string | undefined,
  read: (answer: FileSystemDescription, call: Call) => Item,
) =>
  listing(
    { action: 'elasticfilesystem:DescribeFileSystems', about: FileSystemId ?? 'all file systems' },
    'FileSystems',
    (Marker) => efs().send(new DescribeFileSystemsCommand({ FileSystemId, Marker })),
    read,
  );

/** Reads EFS and EC2. */
export const awsReader = ({ efs, ec2 }: ReaderClients): Reader => {
  const mountTargets = (about: string, request: DescribeMountTargetsRequest) =>
    everyItem(
      listing(
        { action: 'elasticfilesystem:DescribeMountTargets', about },
        'MountTargets',
        (Marker) => efs().send(new DescribeMountTargetsCommand({ ...request, Marker })),
        mountTargetOf,
      ),
    );

  return {
    mountTarget: (id) =>
      unless('MountTargetNotFound', async () =>
        (await mountTargets(id, { MountTargetId: id })).find((it) => it.id === id),
      ),

    mountTargetsOf: (id) => unless('FileSystemNotFound', () => mountTargets(id, { FileSystemId: id })),

    attachedGroups: (id) =>
      unless('MountTargetNotFound', () =>
        everyItem(
          listing(
            { action: 'elasticfilesystem:DescribeMountTargetSecurityGroups', about: id },
            'SecurityGroups',
            () => efs().send(new DescribeMountTargetSecurityGroupsCommand({ MountTargetId: id })),
            (group, call) => parsed(securityGroupId, group, 'SecurityGroups', call),
          ),
        ),
      ),

    fileSystem: (id) =>
      unless('FileSystemNotFound', async () =>
        (await everyItem(fileSystems(efs, id, fileSystemOf))).find((it) => it.id === id),
      ),

    usableGroups: (id) =>
      everyItem(
        listing(
          { action: 'ec2:GetSecurityGroupsForVpc', about: id },
          'SecurityGroupForVpcs',
          (NextToken) => ec2().send(new GetSecurityGroupsForVpcCommand({ VpcId: id, MaxResults, NextToken })),
          securityGroup,
        ),
      ),

    vpcBlocks: (id) => vpcBlocks(ec2, id),
    interfaces: (ids) => everyItem(...efsInterfaces(ec2, ['network-interface-id', ids])),
    rules: readRules(ec2),
    ...readClients(ec2),
  };
};
