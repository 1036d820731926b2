import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { ask } from '../client/ask.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';

/** A resource of a stack. */
export interface StackResource {
  /** Its name in the template. */
  readonly logical: string;
  /** Its name or ARN in the account. */
  readonly physical: string;
  /** Such as `AWS::Events::Rule`. */
  readonly type: string;
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string;
  /** When that came about, in epoch milliseconds. */
  readonly at: number;
}

/** CloudFormation DescribeStackResources: what a stack is made of. Throws as `Reader` does. */
export const stackResources = async (name: string, options: ClientOptions): Promise<readonly StackResource[]> => {
  const { StackResources = [] } = await ask(
    { action: 'cloudformation:DescribeStackResources', about: `stack ${name}` },
    () => new CloudFormationClient(clientConfig(options)).send(new DescribeStackResourcesCommand({ StackName: name })),
  );
  return StackResources.map(({ LogicalResourceId, PhysicalResourceId, ResourceType, ResourceStatus, Timestamp }) => ({
    logical: LogicalResourceId ?? '',
    physical: PhysicalResourceId ?? '',
    type: ResourceType ?? '',
    status: ResourceStatus ?? '',
    at: Timestamp?.getTime() ?? 0,
  }));
};
