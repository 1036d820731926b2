import { describe, expect, it } from 'vitest';
import { actorOf } from '../../../functions/intake/actor.ts';

const role = 'arn:aws:iam::111122223333:role/Operator';
const session = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';
const user = 'arn:aws:iam::111122223333:user/bob';

describe('actorOf', () => {
  it.each([
    {
      who: 'the role behind a session',
      detail: { userIdentity: { arn: session, sessionContext: { sessionIssuer: { arn: role } } }, userAgent: 'cli' },
      actor: { arn: role, userAgent: 'cli' },
    },
    {
      who: 'a user in the console, whose sessionIssuer is empty',
      detail: { userIdentity: { arn: user, sessionContext: { sessionIssuer: {} } } },
      actor: { arn: user },
    },
    {
      who: 'a service that acts for itself',
      detail: { userIdentity: { type: 'AWSService', invokedBy: 'elasticfilesystem.amazonaws.com' }, userAgent: 5 },
      actor: { arn: 'elasticfilesystem.amazonaws.com' },
    },
    { who: 'nobody when the event does not say', detail: { userAgent: 'cli' }, actor: undefined },
  ])('is $who', ({ detail, actor }) => {
    expect(actorOf(detail)).toEqual(actor);
  });
});
