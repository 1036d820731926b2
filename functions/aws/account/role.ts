import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ask } from '../client/ask.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';

/** Lambda GetFunctionConfiguration: the ARN of a function's role. Throws as `Reader` does. */
export const roleOf = async (name: string, options: ClientOptions): Promise<string> => {
  const { Role = '' } = await ask({ action: 'lambda:GetFunctionConfiguration', about: `function ${name}` }, () =>
    new LambdaClient(clientConfig(options)).send(new GetFunctionConfigurationCommand({ FunctionName: name })),
  );
  return Role;
};

/** IAM SimulatePrincipalPolicy: those of some actions that a role may not do. Throws as `Reader` does. */
export const deniedTo = async (
  role: string,
  actions: readonly string[],
  options: ClientOptions,
): Promise<readonly string[]> => {
  const { EvaluationResults = [] } = await ask({ action: 'iam:SimulatePrincipalPolicy', about: role }, () =>
    new IAMClient(clientConfig(options)).send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn: role, ActionNames: [...actions] }),
    ),
  );
  return EvaluationResults.flatMap(({ EvalActionName = '', EvalDecision }) =>
    EvalDecision === 'allowed' ? [] : [EvalActionName],
  );
};
