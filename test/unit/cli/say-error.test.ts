import { describe, expect, it } from 'vitest';
import { sayError } from '../../../functions/cli/say-error.ts';
import { UsageError } from '../../../functions/cli/usage-error.ts';
import { RetryableError, TerminalError } from '../../../functions/core/model/errors.ts';

const named = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });
const wrapped = (cause: Error): TerminalError =>
  new TerminalError(
    `all file systems: elasticfilesystem:DescribeFileSystems failed with ${cause.name}: ${cause.message}`,
    {
      code: 'access-denied',
      cause,
    },
  );

describe('an error in one line', () => {
  it.each([
    {
      when: 'there are no credentials',
      error: wrapped(named('CredentialsProviderError', 'Could not load credentials from any providers')),
      says: /^no AWS credentials were found; run aws sso login .*--profile$/,
    },
    {
      when: 'a profile does not exist',
      error: wrapped(
        named(
          'CredentialsProviderError',
          'Could not resolve credentials using profile: [prd] in configuration/credentials file(s).',
        ),
      ),
      says: /\[prd\].*; name a profile/,
    },
    {
      when: 'the SSO session is over',
      error: wrapped(
        named(
          'CredentialsProviderError',
          'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login',
        ),
      ),
      says: /^the SSO session has expired; log in again: aws sso login/,
    },
    {
      when: 'the token of an SSO session cannot be renewed',
      error: wrapped(
        named(
          'TokenProviderError',
          "Value not present for 'clientId' in SSO Token. Cannot refresh. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
        ),
      ),
      says: /^the SSO session has expired; log in again: aws sso login/,
    },
    {
      when: 'keys are over',
      error: wrapped(named('ExpiredTokenException', 'The security token is expired')),
      says: /expired/,
    },
    {
      when: 'a Region is not enabled',
      error: wrapped(named('UnrecognizedClientException', 'The security token included in the request is invalid')),
      says: /check --profile and --region$/,
    },
    { when: 'no Region is set', error: new Error('Region is missing'), says: /^no Region is set; give --region/ },
    {
      when: 'a Region does not exist',
      error: wrapped(named('Error', 'getaddrinfo ENOTFOUND ec2.eu-west-9.amazonaws.com', { code: 'ENOTFOUND' })),
      says: /^ec2\.eu-west-9\.amazonaws\.com does not exist .*check --region/,
    },
    {
      when: 'something is not allowed',
      error: new TerminalError(
        'all groups: ec2:DescribeSecurityGroups failed with UnauthorizedOperation: no; grant ec2:DescribeSecurityGroups to the role',
        { code: 'access-denied' },
      ),
      says: /ask for the right to ec2:DescribeSecurityGroups/,
    },
    {
      when: 'AWS is asked too often',
      error: new RetryableError('all groups: ec2:DescribeSecurityGroups failed with RequestLimitExceeded: slow down', {
        code: 'throttled',
      }),
      says: /wait a minute and try again$/,
    },
    {
      when: 'the proxy refuses',
      error: wrapped(named('Error', 'Failed to establish tunnel: 403 Forbidden', { code: 'ERR_PROXY_TUNNEL' })),
      says: /403 Forbidden; check HTTPS_PROXY/,
    },
    {
      when: 'nobody reads the answer',
      error: named('Error', 'write EPIPE', { code: 'EPIPE' }),
      says: /ended before all of it was written/,
    },
    {
      when: 'a file does not exist',
      error: named('Error', 'ENOENT', { code: 'ENOENT', path: '/a/b.yaml' }),
      says: /^\/a\/b\.yaml does not exist/,
    },
    { when: 'a person is at fault', error: new UsageError('write it so'), says: /^write it so$/ },
    { when: 'the program is at fault', error: new TypeError('x is undefined'), says: /fault of mountguard.*--debug/ },
  ])('says what to do when $when', ({ error, says }) => {
    expect(sayError(error)).toMatch(says);
    expect(sayError(error)).not.toContain('\n');
  });
});
