import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateFlowLogsCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { CreateFileSystemCommand, CreateMountTargetCommand, EFSClient } from '@aws-sdk/client-efs';
import { type Account, fromNothing, prepared } from '../../contract/accounts.ts';
import type { Known } from '../../contract/step.ts';
import { flowLogged } from '../../contract/steps/flow-log-steps.ts';

const prepareMoto = async (endpoint: string): Promise<Known> => {
  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const [ec2, efs] = [new EC2Client(config), new EFSClient(config)];
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.0.0/20' }));
  const fileSystem = async (CreationToken: string) =>
    (await efs.send(new CreateFileSystemCommand({ CreationToken }))).FileSystemId;
  const [unfinished, made] = [await fileSystem('unfinished'), await fileSystem('made')];
  const { MountTargetId: early } = await efs.send(
    new CreateMountTargetCommand({ FileSystemId: made, SubnetId: Subnet?.SubnetId }),
  );
  const { GroupId: shared } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'shared', Description: 'shared', VpcId: Vpc?.VpcId }),
  );
  const logs = new CloudWatchLogsClient(config);
  const { logGroup: logGroupName, streams, known } = flowLogged(Date.now());
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  for (const [logStreamName, logEvents] of Object.entries(streams)) {
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [...logEvents] }));
  }
  const vpc = Vpc?.VpcId ?? '';
  const { FlowLogIds } = await ec2.send(
    new CreateFlowLogsCommand({
      ResourceType: 'VPC',
      ResourceIds: [vpc],
      TrafficType: 'ALL',
      LogGroupName: logGroupName,
      DeliverLogsPermissionArn: 'arn:aws:iam::123456789012:role/flow-logs',
    }),
  );
  return { subnet: Subnet?.SubnetId, unfinished, early, shared, vpc, flowLog: FlowLogIds?.[0], ...known };
};

/** An account of the contract that moto can have too. */
export interface AccountOnMoto extends Account {
  /** Brings moto as near to the account as its API can; what is known of it from the start. */
  prepareMoto(endpoint: string): Promise<Known>;
}

/** The accounts of the contract that moto can have too. */
export const accountsOnMoto: readonly AccountOnMoto[] = [
  { ...fromNothing, prepareMoto: async () => ({}) },
  { ...prepared, prepareMoto },
];
