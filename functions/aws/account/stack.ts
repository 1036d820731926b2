import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { TerminalError } from '../../core/model/errors.ts';
import { ask } from '../client/ask.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';

/** A deployment: what its stack says of itself, by the name of the output. */
export type StackOutputs = ReadonlyMap<string, string>;

/**
 * CloudFormation DescribeStacks: the outputs of a stack; undefined where there is none of that name. Throws as `Reader` does.
 */
export const readStack = async (name: string, options: ClientOptions): Promise<StackOutputs | undefined> => {
  const call = { action: 'cloudformation:DescribeStacks', about: `stack ${name}` } as const;
  try {
    const { Stacks = [] } = await ask(call, () =>
      new CloudFormationClient(clientConfig(options)).send(new DescribeStacksCommand({ StackName: name })),
    );
    const outputs = Stacks[0]?.Outputs ?? [];
    return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    // CloudFormation has no error of its own for it.
    if (error instanceof TerminalError && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
};
