import { describe, expect, it } from 'vitest';
import { actorOf } from '../../../functions/intake/cloudtrail.ts';

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
    {
      who: 'a person in the console',
      detail: { userIdentity: { arn: user }, userAgent: 'AWS Internal', sessionCredentialFromConsole: 'true' },
      actor: { arn: user, userAgent: 'AWS Internal', console: true },
    },
    {
      who: 'nobody of whom it is said that they were in the console',
      detail: { userIdentity: { arn: user }, sessionCredentialFromConsole: 'false' },
      actor: { arn: user },
    },
    { who: 'nobody when the event does not say', detail: { userAgent: 'cli' }, actor: undefined },
  ])('is $who', ({ detail, actor }) => {
    expect(actorOf(detail)).toStrictEqual(actor);
  });
});
