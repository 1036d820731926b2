import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { TerminalError } from '../../core/model/errors.ts';
import { ask } from '../client/ask.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';

/** A sweep may take five minutes, and an answer that is lost must not send an order twice. */
const patience = { requestHandler: { connectionTimeout: 5_000, requestTimeout: 320_000 }, maxAttempts: 1 };

/** What a function answers with that a person's payload was no good for, or that failed. */
interface Failure {
  readonly error?: string;
  readonly errorMessage?: string;
}

/** Lambda Invoke: sends a payload to a function and resolves to what it answers. Throws as `Reader` does, also when the function failed. */
export const invokeFunction = async (name: string, payload: object, options: ClientOptions): Promise<unknown> => {
  const client = new LambdaClient(clientConfig({ ...patience, ...options, maxAttempts: patience.maxAttempts }));
  const { FunctionError, Payload = new Uint8Array() } = await ask(
    { action: 'lambda:InvokeFunction', about: `function ${name}` },
    () => client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) })),
  );
  const text = new TextDecoder().decode(Payload);
  const answer: unknown = text === '' ? {} : JSON.parse(text);
  const { error, errorMessage } = answer as Failure;
  if (FunctionError) throw new TerminalError(`function ${name} failed: ${errorMessage ?? text}`, { code: 'aws-error' });
  if (error !== undefined) throw new TerminalError(error, { code: 'bad-request' });
  return answer;
};
