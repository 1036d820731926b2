import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod/mini';
import { TerminalError } from '../../core/model/errors.ts';
import { ask, askUnless } from '../client/ask.ts';
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

const written = z.record(z.string(), z.string());

/**
 * SSM GetParameter: the same from the parameter that the template makes for people who may not read stacks; undefined where there
 * is none. Throws as `Reader` does.
 */
export const readStackParameter = async (stack: string, options: ClientOptions): Promise<StackOutputs | undefined> => {
  const Name = `/mountguard/${stack}`;
  const { GetParameterCommand, SSMClient } = await import('../policy/ssm-client.ts');
  const answer = await askUnless('ParameterNotFound', { action: 'ssm:GetParameter', about: `parameter ${Name}` }, () =>
    new SSMClient(clientConfig(options)).send(new GetParameterCommand({ Name })),
  );
  const text = answer?.Parameter?.Value;
  if (text === undefined) return undefined;
  try {
    return new Map(Object.entries(written.parse(JSON.parse(text))));
  } catch (cause) {
    throw new TerminalError(`parameter ${Name} is not what the template writes; deploy stack ${stack} again`, {
      code: 'aws-error',
      cause,
    });
  }
};
