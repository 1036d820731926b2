import { awsClients } from '../../../functions/aws/client/clients.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { type SecurityGroupId, securityGroupId } from '../../../functions/core/model/ids.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { addGroup, type GroupInput } from '../../../infra/local/world/network.ts';
import { inProcess } from '../../support/in-process.ts';
import { known } from './ids.ts';

/** A reader of an account in this process, to which the test adds groups. Each call is made once. */
export const localReader = () => {
  const aws = localAws();
  const clients = awsClients({ ...inProcess(aws), maxAttempts: 1 });
  const add = (input: GroupInput): SecurityGroupId => known(securityGroupId(addGroup(aws.world, input).id));
  return { aws, world: aws.world, reader: awsReader(clients), add };
};
