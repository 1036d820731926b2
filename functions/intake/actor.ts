import type { Actor } from '../core/request.ts';
import { text } from './read.ts';

/**
 * Who made a CloudTrail call: the role behind the session, else the identity, else the service it was made for.
 * A console user's `sessionIssuer` is an empty object (as recorded), and `userAgent` may be absent.
 */
export const actorOf = (detail: unknown): Actor | undefined => {
  const arn =
    text(detail, 'userIdentity.sessionContext.sessionIssuer.arn') ??
    text(detail, 'userIdentity.arn') ??
    text(detail, 'userIdentity.invokedBy');
  const userAgent = text(detail, 'userAgent');
  if (arn === undefined) return undefined;
  return userAgent === undefined ? { arn } : { arn, userAgent };
};
