import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ask } from '../client/ask.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';
import { present } from '../client/read-answer.ts';

/** Whose credentials these are. */
export interface Caller {
  readonly arn: string;
  /** Twelve digits. */
  readonly account: string;
}

/** STS GetCallerIdentity. Throws as `Reader` does. */
export const readCaller = (options: ClientOptions): Promise<Caller> => {
  const call = { action: 'sts:GetCallerIdentity', about: 'the caller' } as const;
  return ask(call, async () => {
    const { Arn, Account } = await new STSClient(clientConfig(options)).send(new GetCallerIdentityCommand({}));
    return { arn: present(Arn, 'Arn', call), account: present(Account, 'Account', call) };
  });
};

/** The Region that the files of the AWS CLI say for a profile. */
export const configuredRegion = (profile: string | undefined): Promise<string> =>
  new STSClient({ ...(profile && { profile }) }).config.region();
