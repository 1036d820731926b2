import { interfaceOperations } from '../../../infra/local/ec2/interfaces.ts';
import { prefixListOperations } from '../../../infra/local/ec2/prefix-lists.ts';
import { groupReadOperations } from '../../../infra/local/ec2/read-groups.ts';
import { ruleOperations } from '../../../infra/local/ec2/rules.ts';
import { ec2TagOperations } from '../../../infra/local/ec2/tags.ts';
import { vpcOperations } from '../../../infra/local/ec2/vpcs.ts';
import { groupWriteOperations } from '../../../infra/local/ec2/write-groups.ts';
import { fileSystemOperations } from '../../../infra/local/efs/file-systems.ts';
import { groupOperations } from '../../../infra/local/efs/groups.ts';
import { mountTargetOperations } from '../../../infra/local/efs/mount-targets.ts';
import { tagOperations } from '../../../infra/local/efs/tags.ts';
import { type Context, operationTable } from '../../../infra/local/operation.ts';
import { queueOperations } from '../../../infra/local/sqs/queues.ts';
import { receiveOperations } from '../../../infra/local/sqs/receive.ts';
import { receivedOperations } from '../../../infra/local/sqs/received.ts';
import { sendOperations } from '../../../infra/local/sqs/send.ts';
import { settle } from '../../../infra/local/world/storage.ts';

const efs = operationTable(
  [...fileSystemOperations, ...mountTargetOperations, ...groupOperations, ...tagOperations],
  'UnknownOperationException',
);
const ec2 = operationTable(
  [
    ...groupReadOperations,
    ...groupWriteOperations,
    ...ruleOperations,
    ...interfaceOperations,
    ...prefixListOperations,
    ...ec2TagOperations,
    ...vpcOperations,
  ],
  'InvalidAction',
);
const sqs = operationTable(
  [...queueOperations, ...sendOperations, ...receiveOperations, ...receivedOperations],
  'UnsupportedOperation',
);

/** The operations of the local account without a wire between: the same code behind the same commands, at no cost. */
export const accountOf = (
  shared: Omit<Context, 'groups'>,
  groups: Readonly<Record<'efs' | 'ec2', Context['groups']>>,
) => {
  const queueContext = {
    ...shared,
    groups: groups.efs,
    origin: 'https://sqs.us-east-1.amazonaws.com',
    sleep: (): Promise<never> => Promise.reject(new Error('nobody waits at a queue of the campaign')),
  };
  const settled = (service: 'efs' | 'ec2'): Context => {
    settle(shared.world, shared.now());
    return { ...shared, groups: groups[service] };
  };
  return {
    efs: (operation: string, input: unknown): unknown => efs(operation).run(input, settled('efs')),
    ec2: (operation: string, input: unknown): unknown => ec2(operation).run(input, settled('ec2')),
    sqs: (operation: string, input: unknown): unknown => sqs(operation).run(input, queueContext),
  };
};

export type Account = ReturnType<typeof accountOf>;
