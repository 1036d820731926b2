import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { DescribeFileSystemsCommand } from '@aws-sdk/client-efs';
import { fileSystemId } from '../../core/model/ids.ts';
import type { RegionReader } from '../../engine/ports/region-reader.ts';
import { ask } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { everyPage, pages, parsed, present, tagsOf } from '../client/read-answer.ts';
import { readEfsInterfaces } from './efs-interfaces.ts';
import { readRules } from './group-rules.ts';
import type { ReaderClients } from './reader-clients.ts';
import { securityGroup } from './security-group.ts';

/** EC2's largest page of groups. */
const pageSize = 1000;

/** Reads a whole account and region of EFS and EC2 page by page; the clients are taken at first use. */
export const awsRegionReader = ({ efs, ec2 }: ReaderClients): RegionReader => ({
  fileSystems: () => {
    const call: Call = { action: 'elasticfilesystem:DescribeFileSystems', about: 'all file systems' };
    return pages(call, (Marker) =>
      ask(call, async () => {
        const answer = await efs().send(new DescribeFileSystemsCommand({ Marker }));
        const items = present(answer.FileSystems, 'FileSystems', call).map((it) => ({
          id: parsed(fileSystemId, it.FileSystemId, 'FileSystemId', call),
          tags: tagsOf(present(it.Tags, 'Tags', call), call),
          mountTargets: present(it.NumberOfMountTargets, 'NumberOfMountTargets', call),
        }));
        return { items, next: answer.NextMarker };
      }),
    );
  },

  interfaces: readEfsInterfaces(ec2),

  groups: (which) => {
    const [Name, ids] = 'ids' in which ? ['group-id', which.ids] : ['ip-permission.prefix-list-id', which.prefixLists];
    const call: Call = { action: 'ec2:DescribeSecurityGroups', about: ids.join(', ') };
    return everyPage(call, (NextToken) =>
      ask(call, async () => {
        const request = { Filters: [{ Name, Values: [...ids] }], MaxResults: pageSize, NextToken };
        const answer = await ec2().send(new DescribeSecurityGroupsCommand(request));
        const items = present(answer.SecurityGroups, 'SecurityGroups', call).map((it) => securityGroup(it, call));
        return { items, next: answer.NextToken };
      }),
    );
  },

  allRules: () => readRules(ec2)('all'),
});
