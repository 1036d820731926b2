import { describe, expect, it } from 'vitest';
import { isOwnChange } from '../../../functions/intake/cloudtrail.ts';

const role = 'arn:aws:iam::111122223333:role/mountguard';
const roleWithPath = 'arn:aws:iam::111122223333:role/service/team/mountguard';
const session = 'arn:aws:sts::111122223333:assumed-role/mountguard/some-function';
const issuedBy = (arn: string) => ({ userIdentity: { sessionContext: { sessionIssuer: { arn } } } });

describe('isOwnChange', () => {
  it.each([
    { when: 'the session issuer is the role', detail: issuedBy(role), own: role },
    { when: 'the session issuer has a path', detail: issuedBy(roleWithPath), own: roleWithPath },
    { when: 'only one of them shows the path', detail: issuedBy(roleWithPath), own: role },
    { when: 'only the session is named', detail: { userIdentity: { arn: session } }, own: roleWithPath },
    { when: 'our own ARN is a session', detail: issuedBy(role), own: session },
    {
      when: 'the session issuer is empty but the session is ours',
      detail: { userIdentity: { arn: session, sessionContext: { sessionIssuer: {} } } },
      own: role,
    },
  ])('holds when $when', ({ detail, own }) => {
    expect(isOwnChange(detail, own)).toBe(true);
  });

  it.each([
    { when: 'the role is another', detail: issuedBy(`${role}-2`), own: role },
    { when: 'the account is another', detail: issuedBy(role.replace('1111', '4444')), own: role },
    {
      when: 'the session merely carries our name',
      detail: issuedBy('arn:aws:sts::111122223333:assumed-role/x/mountguard'),
      own: role,
    },
    { when: 'a user has our name', detail: issuedBy('arn:aws:iam::111122223333:user/mountguard'), own: role },
    { when: 'the event names nobody', detail: {}, own: role },
    { when: 'our own ARN is not known', detail: issuedBy(role), own: undefined },
    { when: 'our own ARN is no role', detail: issuedBy('nonsense'), own: 'nonsense' },
  ])('does not hold when $when', ({ detail, own }) => {
    expect(isOwnChange(detail, own)).toBe(false);
  });
});
