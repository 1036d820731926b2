import { readFile } from 'node:fs/promises';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  CreateFileSystemCommand,
  CreateMountTargetCommand,
  DescribeMountTargetSecurityGroupsCommand,
  EFSClient,
  ModifyMountTargetSecurityGroupsCommand,
} from '@aws-sdk/client-efs';
import { type ParameterType, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { AwsCredentialIdentity } from '@smithy/types';
import { policyPath } from '../support/environment.ts';

/** An account in moto, that of the credentials, built through its API as anyone would. */
export const accountIn = async (
  endpoint: string,
  credentials: AwsCredentialIdentity = { accessKeyId: 'local', secretAccessKey: 'local' },
) => {
  const config = { endpoint, region: 'us-east-1', credentials };
  const ec2 = new EC2Client(config);
  const efs = new EFSClient(config);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const subnet = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.0.0/20' }));
  const tag = (value: string) => [{ Key: 'mountguard', Value: value }];
  let made = 0;
  return {
    config,
    ec2,
    efs,
    /** Makes a group with this value of the tag `mountguard`; resolves to its id. */
    async group(value: string): Promise<string> {
      made += 1;
      const { GroupId = '' } = await ec2.send(
        new CreateSecurityGroupCommand({
          GroupName: `${value}-${made}`,
          Description: value,
          VpcId: Vpc?.VpcId,
          TagSpecifications: [{ ResourceType: 'security-group', Tags: tag(value) }],
        }),
      );
      return GroupId;
    },
    /** Keeps the policy of these tests, changed as said, in an SSM parameter. */
    async keepPolicy(Name: string, change = (text: string): string => text, Type: ParameterType = 'String') {
      const Value = change(await readFile(policyPath, 'utf8'));
      await new SSMClient(config).send(new PutParameterCommand({ Name, Type, Value }));
    },
    /** Lets NFS into a group from the addresses of a new prefix list. */
    async letIn(groupId: string, cidr: string): Promise<void> {
      made += 1;
      const { PrefixList } = await ec2.send(
        new CreateManagedPrefixListCommand({
          PrefixListName: `list-${made}`,
          AddressFamily: 'IPv4',
          MaxEntries: 1,
          Entries: [{ Cidr: cidr }],
        }),
      );
      const PrefixListIds = [{ PrefixListId: PrefixList?.PrefixListId }];
      const permission = { IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049, PrefixListIds };
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions: [permission] }));
    },
    /** Makes a file system with this value of the tag `mountguard`, and its mount target; without groups it asks for none. */
    async mountTarget(value: string, groups: readonly string[]) {
      made += 1;
      const { FileSystemId = '' } = await efs.send(
        new CreateFileSystemCommand({ CreationToken: `token-${made}`, Tags: tag(value) }),
      );
      const { MountTargetId = '' } = await efs.send(
        new CreateMountTargetCommand({
          FileSystemId,
          SubnetId: subnet.Subnet?.SubnetId,
          ...(groups.length > 0 && { SecurityGroups: [...groups] }),
        }),
      );
      return { fileSystemId: FileSystemId, mountTargetId: MountTargetId };
    },
    /** Replaces the groups of a mount target, as anyone might. */
    async setGroups(mountTargetId: string, groups: readonly string[]): Promise<void> {
      await efs.send(
        new ModifyMountTargetSecurityGroupsCommand({ MountTargetId: mountTargetId, SecurityGroups: [...groups] }),
      );
    },
    /** The groups that EFS says a mount target has. */
    async groupsOf(mountTargetId: string): Promise<readonly string[]> {
      const { SecurityGroups = [] } = await efs.send(
        new DescribeMountTargetSecurityGroupsCommand({ MountTargetId: mountTargetId }),
      );
      return SecurityGroups;
    },
  };
};
