import type { Actor } from '../core/model/request.ts';
import { text } from './read.ts';

/** Characters of an ARN at most (IAM), and those kept of a user agent: both go on record with every change. */
const [longestArn, longestUserAgent] = [2048, 1024];

/**
 * Who made a CloudTrail call: the role behind the session, else the identity, else the service it was made for. A console
 * user's `sessionIssuer` is an empty object, `sessionCredentialFromConsole` is text (both recorded), and `userAgent` may be absent.
 */
export const actorOf = (detail: unknown): Actor | undefined => {
  const arn =
    text(detail, 'userIdentity.sessionContext.sessionIssuer.arn') ??
    text(detail, 'userIdentity.arn') ??
    text(detail, 'userIdentity.invokedBy');
  const userAgent = text(detail, 'userAgent')?.slice(0, longestUserAgent);
  if (arn === undefined) return undefined;
  return {
    arn: arn.slice(0, longestArn),
    ...(userAgent !== undefined && { userAgent }),
    ...(text(detail, 'sessionCredentialFromConsole') === 'true' && { console: true }),
  };
};
