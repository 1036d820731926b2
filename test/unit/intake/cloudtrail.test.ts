import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sample, sampleWith } from './sample.ts';

const modify = 'cloudtrail-efs-modify-mount-target-security-groups';

describe('a CloudTrail call', () => {
  it.each([
    { when: 'it is of another service', path: 'detail.eventSource', value: 'ec2.amazonaws.com' },
    { when: 'it is another call', path: 'detail.eventName', value: 'PutFileSystemPolicy' },
    { when: 'it is named like an inherited key', path: 'detail.eventName', value: 'constructor' },
  ])('is not relevant when $when', ({ path, value }) => {
    expect(intake(sampleWith(modify, path, value), {})).toMatchObject({ kind: 'ignored', ignored: 'not-relevant' });
  });

  it('is a failed call only when errorCode is there', () => {
    expect(intake(sampleWith(modify, 'detail.errorCode', 'ThrottlingException'), {})).toMatchObject({
      ignored: 'failed-call',
    });
    expect(intake(sampleWith(modify, 'detail.errorCode', null), {}).kind).toBe('look');
  });

  it('need not have ids when it failed', () => {
    const event = sampleWith('cloudtrail-efs-modify-access-denied', 'detail.requestParameters', null);
    expect(intake(event, {})).toMatchObject({ ignored: 'failed-call' });
  });

  it('is nobody’s own change while our role is not known', () => {
    expect(intake(sample('cloudtrail-efs-modify-by-mountguard'), {}).kind).toBe('look');
  });

  it.each([
    { when: 'it does not say', eventTime: undefined },
    { when: 'it is no time', eventTime: 'yesterday' },
    { when: 'it is no text', eventTime: 7 },
  ])('has no time of change when $when', ({ eventTime }) => {
    const answer = intake(sampleWith(modify, 'detail.eventTime', eventTime), {});
    expect(answer.kind === 'look' && 'changedAt' in answer.request).toBe(false);
    expect(answer.kind).toBe('look');
  });

  it('has no event id when the envelope has none', () => {
    const answer = intake(sampleWith(modify, 'id', undefined), {});
    expect(answer.kind === 'look' && 'eventId' in answer.request).toBe(false);
    expect(answer.kind).toBe('look');
  });

  it.each([
    { when: 'one of them is no id', securityGroups: ['sg-0bbbbbbbbbbbbbbb2', 'sg-'], attached: undefined },
    { when: 'one of them is no text', securityGroups: ['sg-0bbbbbbbbbbbbbbb2', null], attached: undefined },
    { when: 'there are none', securityGroups: [], attached: undefined },
    { when: 'it has no list of them', securityGroups: 'sg-0bbbbbbbbbbbbbbb2', attached: undefined },
    { when: 'it has', securityGroups: ['sg-00000002', 'sg-00000001'], attached: ['sg-00000002', 'sg-00000001'] },
  ])('says which groups it attached as $attached when $when', ({ securityGroups, attached }) => {
    const answer = intake(sampleWith(modify, 'detail.requestParameters.securityGroups', securityGroups), {});
    expect(answer.kind === 'look' && answer.request.attached).toEqual(attached);
  });
});
