import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../../functions/core/model/errors.ts';

describe.each([
  { name: 'RetryableError', Kind: RetryableError },
  { name: 'TerminalError', Kind: TerminalError },
])('$name', ({ name, Kind }) => {
  it('carries its name, message, code and cause', () => {
    const cause = new Error('ThrottlingException');
    const error = new Kind('fsmt-00000001: too fast', { code: 'throttled', cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, message: 'fsmt-00000001: too fast', code: 'throttled' });
    expect(error.cause).toBe(cause);
  });
});

it('tells retryable from terminal', () => {
  expect(new RetryableError('late', { code: 'no-response' })).not.toBeInstanceOf(TerminalError);
  expect(new TerminalError('denied', { code: 'access-denied' })).not.toBeInstanceOf(RetryableError);
});
