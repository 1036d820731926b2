import {
  DescribeMountTargetSecurityGroupsCommand,
  EFSClient,
  paginateDescribeFileSystems,
  paginateDescribeMountTargets,
} from '@aws-sdk/client-efs';
import { atMost } from '../../functions/engine/async/at-most.ts';

/** As many calls at once as remediate has looks. */
const concurrency = 10;

/** The obvious reader: one call for each file system, and one for each mount target. Resolves to how many it read. */
export const readNaively = async (): Promise<number> => {
  const client = new EFSClient();
  const limited = atMost(concurrency);
  const groupsOf = (MountTargetId: string | undefined) =>
    limited(() => client.send(new DescribeMountTargetSecurityGroupsCommand({ MountTargetId })));
  const mountTargetsOf = (FileSystemId: string | undefined) =>
    limited(async () => {
      const pages = await Array.fromAsync(paginateDescribeMountTargets({ client }, { FileSystemId }));
      return pages.flatMap(({ MountTargets = [] }) => MountTargets);
    });
  const pages = await Array.fromAsync(paginateDescribeFileSystems({ client }, {}));
  const fileSystems = pages.flatMap(({ FileSystems = [] }) => FileSystems);
  const read = await Promise.all(
    fileSystems.map(async ({ FileSystemId }) => {
      const mountTargets = await mountTargetsOf(FileSystemId);
      return Promise.all(mountTargets.map(({ MountTargetId }) => groupsOf(MountTargetId)));
    }),
  );
  return read.flat().length;
};
