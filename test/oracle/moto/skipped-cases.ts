import { AppConfigDataClient, StartConfigurationSessionCommand } from '@aws-sdk/client-appconfigdata';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  AssociateSecurityGroupVpcCommand,
  CreateVpcCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  GetSecurityGroupsForVpcCommand,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import {
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  EFSClient,
  ModifyMountTargetSecurityGroupsCommand,
} from '@aws-sdk/client-efs';
import { must } from '../../support/must.ts';
import type { MotoFault } from '../support/moto-faults.ts';
import type { Account } from './account.ts';

/** What is at hand to see whether moto still has a fault: a group, and a mount target that has it. */
export interface Probed {
  readonly account: Account;
  readonly group: string;
  readonly mountTargetId: string;
}

/** A case that the built functions are not played through on moto. */
interface SkippedCase {
  /** What is not played, as a sentence goes on after "that". */
  readonly untried: string;
  readonly fault: MotoFault;
  /** Asks moto for what the case would need. */
  probe(probed: Probed): Promise<unknown>;
  /** What the probe sees as long as moto has the fault. */
  readonly sees: unknown;
}

const interfaceOf = async ({ account: { ec2, efs }, mountTargetId }: Probed) => {
  const { MountTargets = [] } = await efs.send(new DescribeMountTargetsCommand({ MountTargetId: mountTargetId }));
  const NetworkInterfaceIds = [must(MountTargets[0]?.NetworkInterfaceId)];
  const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds }));
  return must(NetworkInterfaces[0]);
};

const vpcOf = async (probed: Probed) => must((await interfaceOf(probed)).VpcId);

const statusOf = (call: Promise<{ readonly $metadata: { readonly httpStatusCode?: number } }>) =>
  call.then(
    ({ $metadata }) => $metadata.httpStatusCode,
    (error) => error.$metadata?.httpStatusCode,
  );

const modify = ({ account: { efs }, mountTargetId }: Probed, SecurityGroups: readonly string[]) =>
  statusOf(
    efs.send(
      new ModifyMountTargetSecurityGroupsCommand({
        MountTargetId: mountTargetId,
        SecurityGroups: [...SecurityGroups],
      }),
    ),
  );

const groupsOf = ({ account, mountTargetId }: Probed) => account.groupsOf(mountTargetId);

/** Every case that moto's faults keep from being played on it; one that moto no longer keeps from it fails a test. */
export const skippedCases: readonly SkippedCase[] = [
  {
    untried: 'a sweep reads a region through its network interfaces',
    fault: 'ordinary-interface',
    async probe({ account: { ec2 } }) {
      const Filters = [{ Name: 'interface-type', Values: ['efs'] }];
      return (await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces;
    },
    sees: [],
  },
  {
    untried: 'the event of an interface leads to its mount target',
    fault: 'ordinary-interface',
    probe: async (probed) => (await interfaceOf(probed)).Description,
    sees: '',
  },
  {
    untried: 'the groups of a VPC come from moto itself and not from a stand-in',
    fault: 'no-usable-groups',
    probe: async (probed) =>
      statusOf(probed.account.ec2.send(new GetSecurityGroupsForVpcCommand({ VpcId: await vpcOf(probed) }))),
    sees: 500,
  },
  {
    untried: 'a group that is associated with the VPC of a mount target is put on it',
    fault: 'no-associations',
    async probe({ account: { ec2 }, group }) {
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
      return statusOf(ec2.send(new AssociateSecurityGroupVpcCommand({ GroupId: group, VpcId: Vpc?.VpcId })));
    },
    sees: 500,
  },
  {
    untried: 'a group that another account shares is put on a mount target',
    fault: 'shared-groups',
    async probe({ account: { ec2 } }) {
      const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
      return new Set(SecurityGroups.map(({ OwnerId }) => OwnerId)).size;
    },
    sees: 1,
  },
  {
    untried: 'a mount target that was made without groups is put right',
    fault: 'no-default-group',
    async probe({ account }) {
      const { mountTargetId } = await account.mountTarget('web', []);
      const request = new DescribeMountTargetSecurityGroupsCommand({ MountTargetId: mountTargetId });
      return (await account.efs.send(request)).SecurityGroups;
    },
    sees: undefined,
  },
  {
    untried: 'a mount target that is still being made is put off',
    fault: 'at-once',
    async probe({ account }) {
      const { mountTargetId: MountTargetId } = await account.mountTarget('web', []);
      const { MountTargets } = await account.efs.send(new DescribeMountTargetsCommand({ MountTargetId }));
      return MountTargets?.[0]?.LifeCycleState;
    },
    sees: 'available',
  },
  {
    untried: 'more groups than a mount target takes are refused',
    fault: 'six-groups',
    async probe(probed) {
      const groups: string[] = [];
      while (groups.length < 6) groups.push(await probed.account.group('many'));
      return modify(probed, groups);
    },
    sees: 200,
  },
  {
    untried: 'a group that is gone when it is to be put on is resolved afresh',
    fault: 'unknown-groups',
    probe: (probed) => modify(probed, ['sg-0123456789abcdef0']),
    sees: 200,
  },
  {
    untried: 'a change of the interface shows at the mount target',
    fault: 'apart-from-interface',
    async probe(probed) {
      const [other, { NetworkInterfaceId }] = [await probed.account.group('other'), await interfaceOf(probed)];
      await modify(probed, [probed.group]);
      await probed.account.ec2.send(
        new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups: [other] }),
      );
      return (await groupsOf(probed)).includes(other);
    },
    sees: false,
  },
  {
    untried: 'a throttled call is made again',
    fault: 'no-throttling',
    async probe({ account: { efs }, mountTargetId: MountTargetId }) {
      const request = () => statusOf(efs.send(new DescribeMountTargetsCommand({ MountTargetId })));
      return new Set(await Promise.all(Array.from({ length: 200 }, request)));
    },
    sees: new Set([200]),
  },
  {
    untried: 'IAM itself refuses what a role does not allow, and not a stand-in',
    fault: 'no-iam',
    probe: ({ account: { config }, mountTargetId: MountTargetId }) => {
      const credentials = { accessKeyId: 'nobody', secretAccessKey: 'nothing' };
      return statusOf(
        new EFSClient({ ...config, credentials }).send(new DescribeMountTargetsCommand({ MountTargetId })),
      );
    },
    sees: 200,
  },
  {
    untried: 'the groups of a region are read page by page',
    fault: 'no-pages',
    async probe({ account }) {
      for (let made = 0; made < 6; made += 1) await account.group('many');
      const { NextToken } = await account.ec2.send(new DescribeSecurityGroupsCommand({ MaxResults: 5 }));
      return NextToken;
    },
    sees: undefined,
  },
  {
    untried: 'the clients of what was changed are watched',
    fault: 'no-efs-metrics',
    async probe({ account: { config } }) {
      const Metric = { Namespace: 'AWS/EFS', MetricName: 'ClientConnections' };
      const { MetricDataResults } = await new CloudWatchClient(config).send(
        new GetMetricDataCommand({
          StartTime: new Date(Date.now() - 3_600_000),
          EndTime: new Date(),
          MetricDataQueries: [{ Id: 'clients', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
        }),
      );
      return MetricDataResults?.[0]?.Values;
    },
    sees: [],
  },
  {
    untried: 'a policy comes from AppConfig',
    fault: 'no-appconfig',
    probe: ({ account: { config } }) =>
      statusOf(
        new AppConfigDataClient(config).send(
          new StartConfigurationSessionCommand({
            ApplicationIdentifier: 'mountguard',
            EnvironmentIdentifier: 'production',
            ConfigurationProfileIdentifier: 'policy',
          }),
        ),
      ),
    sees: 404,
  },
];
