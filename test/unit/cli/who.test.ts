import { describe, expect, it } from 'vitest';
import { causeIn } from '../../../functions/cli/plan/who.ts';

const call = (eventName: string, eventTime: string, more: object = {}) => ({
  eventName,
  eventTime,
  eventID: `id-of-${eventTime}`,
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/bob' },
  userAgent: 'aws-cli/2.31.0',
  ...more,
});
const groups = (...securityGroups: readonly string[]) => ({ requestParameters: { securityGroups } });

describe('who made a change', () => {
  it('is the caller of the newest call that attached what is attached', () => {
    const events = [
      call('ModifyMountTargetSecurityGroups', '2026-11-24T09:00:00Z', groups('sg-1', 'sg-2')),
      call('ModifyMountTargetSecurityGroups', '2026-11-26T16:20:00Z', groups('sg-2', 'sg-1')),
      call('ModifyMountTargetSecurityGroups', '2026-11-26T17:00:00Z', groups('sg-9')),
      call('DescribeMountTargets', '2026-11-26T18:00:00Z'),
    ];
    expect(causeIn(events, ['sg-1', 'sg-2'])).toEqual({
      kind: 'person',
      arn: 'arn:aws:iam::111122223333:user/bob',
      tool: 'AWS CLI',
      at: '2026-11-26T16:20:00.000Z',
      eventName: 'ModifyMountTargetSecurityGroups',
      eventId: 'id-of-2026-11-26T16:20:00Z',
    });
  });

  it('is nobody whose call failed', () => {
    const failed = { ...groups('sg-1'), errorCode: 'AccessDenied' };
    expect(
      causeIn([call('ModifyMountTargetSecurityGroups', '2026-11-26T16:20:00Z', failed)], ['sg-1']),
    ).toBeUndefined();
  });

  it('is not known where nothing of it is in the trail', () => {
    expect(causeIn([], ['sg-1'])).toBeUndefined();
  });
});
