import { expect, it } from 'vitest';
import { ask } from '../../../../functions/aws/client/ask.ts';
import { TerminalError } from '../../../../functions/core/model/errors.ts';

const call = { action: 'elasticfilesystem:DescribeMountTargets', about: 'fsmt-1' } as const;
const sdkError = (name: string, more: object = {}) => Object.assign(new Error('so it is'), { name }, more);

it.each([
  { thrown: sdkError('Error', { code: 'ECONNREFUSED' }), name: 'RetryableError', code: 'no-response' },
  { thrown: sdkError('Error', { code: 'EAI_AGAIN' }), name: 'RetryableError', code: 'no-response' },
  { thrown: sdkError('Error', { code: 'HPE_INVALID_CONSTANT' }), name: 'RetryableError', code: 'no-response' },
  { thrown: sdkError('TimeoutError'), name: 'RetryableError', code: 'no-response' },
  {
    thrown: sdkError('Error', { code: 'ECONNRESET', $metadata: { httpStatusCode: 200 } }),
    name: 'RetryableError',
    code: 'no-response',
  },
  { thrown: sdkError('TypeError', { code: 'ERR_INVALID_URL' }), name: 'TerminalError', code: 'aws-error' },
  { thrown: sdkError('SyntaxError', { $metadata: { httpStatusCode: 200 } }), name: 'TerminalError', code: 'aws-error' },
  { thrown: sdkError('CredentialsProviderError'), name: 'TerminalError', code: 'access-denied' },
  { thrown: new Error('Region is missing'), name: 'TerminalError', code: 'aws-error' },
  { thrown: 'a text', name: 'TerminalError', code: 'aws-error' },
])('turns $thrown into $name, $code', async ({ thrown, name, code }) => {
  const error: unknown = await ask(call, () => Promise.reject(thrown)).catch((it: unknown) => it);
  expect(error).toMatchObject({
    name,
    code,
    cause: thrown,
    message: expect.stringContaining(`fsmt-1: ${call.action}`),
  });
});

it('lets errors pass that already say what they mean', async () => {
  const own = new TerminalError('no groups', { code: 'empty-set' });
  await expect(ask(call, () => Promise.reject(own))).rejects.toBe(own);
});
