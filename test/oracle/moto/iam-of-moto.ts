import type { AwsCredentialIdentity } from '@smithy/types';
import { must } from '../../support/must.ts';

/** Somebody whom moto's IAM knows. */
export interface UserOfMoto {
  readonly credentials: AwsCredentialIdentity;
  /** Has IAM allow these actions from now on, and no others. */
  allow(actions: Iterable<string>): Promise<void>;
}

/** Makes a user of this name in moto's IAM. */
export const userOfMoto = async (endpoint: string, UserName: string): Promise<UserOfMoto> => {
  const ask = async (Action: string, input: Readonly<Record<string, string>> = {}): Promise<string> => {
    // moto goes by the service that a signature names, and looks at no signature.
    const authorization = 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/iam/aws4_request';
    const body = new URLSearchParams({ Version: '2010-05-08', Action, UserName, ...input });
    return (await fetch(endpoint, { method: 'POST', headers: { authorization }, body })).text();
  };
  await ask('CreateUser');
  const key = await ask('CreateAccessKey');
  const textOf = (name: string) => must(new RegExp(`<${name}>(.+?)</${name}>`).exec(key)?.[1]);
  return {
    credentials: { accessKeyId: textOf('AccessKeyId'), secretAccessKey: textOf('SecretAccessKey') },
    async allow(actions) {
      const Statement = [{ Effect: 'Allow', Action: [...actions], Resource: '*' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await ask('PutUserPolicy', { PolicyName: 'actions', PolicyDocument });
    },
  };
};

/** Has moto go by its IAM while something is done, which it does not else. */
export const underIamOfMoto = async <T>(endpoint: string, work: () => Promise<T>): Promise<T> => {
  // So many requests are taken without a look at who asks.
  const after = (count: number) => fetch(`${endpoint}/moto-api/reset-auth`, { method: 'POST', body: String(count) });
  await after(0);
  try {
    return await work();
  } finally {
    await after(Infinity);
  }
};
