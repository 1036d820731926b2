import { RetryableError, TerminalError } from '../../core/model/errors.ts';
import type { Call } from './call.ts';
import { meaningOf } from './error-codes.ts';

/** Says whether `error` is the AWS error of that name. */
export const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/**
 * Puts a question to AWS; rejects with `RetryableError` or `TerminalError`, which names the call, the thing asked about
 * and AWS's own words, and keeps the SDK's error as cause.
 */
export const ask = async <T>(call: Call, question: () => Promise<T>): Promise<T> => {
  try {
    return await question();
  } catch (cause) {
    if (cause instanceof RetryableError || cause instanceof TerminalError) throw cause;
    const error = cause instanceof Error ? cause : new Error(String(cause));
    const { as: MountguardError, code, remedy } = meaningOf(error);
    const message = error.message.replace(/\s?Encoded authorization failure message: \S+/, '');
    const advice = remedy ? `; ${remedy(call, message)}` : '';
    throw new MountguardError(`${call.about}: ${call.action} failed with ${error.name}: ${message}${advice}`, {
      code,
      cause,
    });
  }
};

/** Answers a question that was put to AWS by `ask`; undefined when AWS answered it with the error `name`. */
export const unless = async <T>(name: string, question: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await question();
  } catch (error) {
    if (error instanceof Error && isNamed(error.cause, name)) return undefined;
    throw error;
  }
};

/** Puts a question to AWS as `ask` does; undefined when AWS answers with the error `name`. */
export const askUnless = <T>(name: string, call: Call, question: () => Promise<T>): Promise<T | undefined> =>
  unless(name, () => ask(call, question));
