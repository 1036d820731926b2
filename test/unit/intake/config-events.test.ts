import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sampleWith } from './sample.ts';

describe('the invocation of an AWS Config rule', () => {
  it.each([
    { when: 'no JSON', invokingEvent: '{', told: 'AWS Config rule: invokingEvent is "{"; expected a JSON object' },
    { when: 'JSON but no object', invokingEvent: '[]', told: 'invokingEvent is "[]"; expected a JSON object' },
    { when: 'not text', invokingEvent: {}, told: 'invokingEvent is an object; expected a JSON object in a string' },
    { when: 'empty', invokingEvent: '', told: 'invokingEvent is ""; expected' },
    {
      when: 'a change without an item',
      invokingEvent: '{"messageType": "ConfigurationItemChangeNotification"}',
      told: 'AWS Config rule: invokingEvent has neither configurationItem nor',
    },
  ])('is malformed when invokingEvent is $when', ({ invokingEvent, told }) => {
    const answer = intake(sampleWith('config-rule-item', 'invokingEvent', invokingEvent), {});
    expect(answer).toEqual({ kind: 'malformed', message: expect.stringContaining(told) });
  });

  it('looks at an oversized item by its summary', () => {
    const configurationItemSummary = { resourceType: 'AWS::EC2::SecurityGroup', resourceId: 'sg-0aaaaaaaaaaaaaaa1' };
    const messageType = 'OversizedConfigurationItemChangeNotification';
    const invokingEvent = JSON.stringify({ messageType, configurationItemSummary });
    expect(intake(sampleWith('config-rule-item', 'invokingEvent', invokingEvent), {})).toMatchObject({
      request: { securityGroupIds: ['sg-0aaaaaaaaaaaaaaa1'] },
    });
  });
});

describe('a change of compliance', () => {
  it.each([
    { resourceType: 'AWS::EC2::Instance', answer: { ignored: 'not-relevant' } },
    { resourceType: 'AWS::EFS::FileSystem', answer: { kind: 'malformed' } },
  ])('of $resourceType is read by its type', ({ resourceType, answer }) => {
    const event = sampleWith('config-compliance-change', 'detail.resourceType', resourceType);
    expect(intake(event, {})).toMatchObject(answer);
  });
});
