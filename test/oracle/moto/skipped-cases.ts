import { AppConfigDataClient, StartConfigurationSessionCommand } from '@aws-sdk/client-appconfigdata';
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
import { expect } from 'vitest';
import { must } from '../../support/must.ts';
import type { MotoFault } from '../support/moto-faults.ts';
import type { Account } from './account.ts';
import { askMoto } from './ask-moto.ts';
import { underIamOfMoto, userOfMoto } from './iam-of-moto.ts';

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
    probe: ({ account: { config }, group }) =>
      askMoto(config.endpoint, {
        service: 'ram',
        path: '/createresourceshare',
        body: JSON.stringify({
          name: 'groups',
          resourceArns: [`arn:aws:ec2:us-east-1:123456789012:security-group/${group}`],
          principals: ['111122223333'],
        }),
      }),
    sees: expect.stringContaining('You cannot share the selected resource type'),
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
    async probe({ account: { config }, mountTargetId: MountTargetId }) {
      // What is throttled once and then answered was throttled.
      const efs = new EFSClient({ ...config, maxAttempts: 1 });
      const request = () => statusOf(efs.send(new DescribeMountTargetsCommand({ MountTargetId })));
      return new Set(await Promise.all(Array.from({ length: 200 }, request)));
    },
    sees: new Set([200]),
  },
  {
    untried: 'IAM narrows what a role allows by resource, and not a stand-in',
    fault: 'iam-of-actions',
    async probe({ account: { config }, mountTargetId: MountTargetId }) {
      const { credentials, allow } = await userOfMoto(config.endpoint, 'narrowed');
      const efs = new EFSClient({ ...config, credentials });
      const ask = () => statusOf(efs.send(new DescribeMountTargetsCommand({ MountTargetId })));
      const answers: unknown[] = [];
      for (const resources of ['*', 'arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/*']) {
        await allow(['elasticfilesystem:DescribeMountTargets'], resources);
        answers.push(await underIamOfMoto(config.endpoint, ask));
      }
      return answers;
    },
    sees: [200, 403],
  },
  {
    untried: 'IAM says no as EFS would',
    fault: 'iam-in-xml',
    async probe({ account: { config }, mountTargetId: MountTargetId }) {
      const { credentials } = await userOfMoto(config.endpoint, 'nobody');
      const efs = new EFSClient({ ...config, credentials });
      return underIamOfMoto(config.endpoint, () =>
        efs.send(new DescribeMountTargetsCommand({ MountTargetId })).catch(({ name }) => name),
      );
    },
    sees: 'SyntaxError',
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
    untried: 'a policy comes from AppConfig',
    fault: 'no-appconfig',
    // An AppConfig that misses the application would say so, and with a 404 as well.
    probe: ({ account: { config } }) =>
      new AppConfigDataClient(config)
        .send(
          new StartConfigurationSessionCommand({
            ApplicationIdentifier: 'mountguard',
            EnvironmentIdentifier: 'production',
            ConfigurationProfileIdentifier: 'policy',
          }),
        )
        .catch(({ name }) => name),
    sees: 'SyntaxError',
  },
];
