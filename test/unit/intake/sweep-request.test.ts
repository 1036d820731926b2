import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sweepRequest } from '../../../functions/intake/sweep-request.ts';
import { sample, sampleWith } from './sample.ts';

const signed = { by: 'ana', reason: 'INC-0' };

const message = (event: unknown): string => {
  const answer = sweepRequest(event);
  return answer.kind === 'malformed' ? answer.message : 'not malformed';
};

describe('a request for a sweep', () => {
  it.each([
    { payload: {}, dryRun: false },
    { payload: { dryRun: false }, dryRun: false },
    { payload: { dryRun: true }, dryRun: true },
  ])('may be a payload: $payload', ({ payload, dryRun }) => {
    expect(sweepRequest(payload)).toEqual({ kind: 'sweep', dryRun });
  });

  it('may confirm a plan by its fingerprint', () => {
    const fingerprint = '0123456789ab';
    expect(sweepRequest({ confirm: fingerprint, ...signed })).toEqual({
      kind: 'sweep',
      dryRun: false,
      confirm: { fingerprint, ...signed },
    });
  });

  it('may pause everything, for a while or until it is resumed', () => {
    expect(sweepRequest({ pause: true, ...signed })).toEqual({ kind: 'pause', ...signed });
    const until = Date.UTC(2026, 10, 30, 18);
    expect(sweepRequest({ pause: true, until: '2026-11-30T18:00:00Z', ...signed })).toEqual({
      kind: 'pause',
      until,
      ...signed,
    });
    expect(sweepRequest({ resume: true, ...signed })).toEqual({ kind: 'resume', ...signed });
  });

  it('may ask for a description of the deployment, and for nothing beside it', () => {
    expect(sweepRequest({ describe: true })).toEqual({ kind: 'describe' });
    for (const event of [{ describe: false }, { describe: true, dryRun: true }])
      expect(sweepRequest(event)).toMatchObject({ kind: 'malformed' });
  });

  it.each([{}, '{}', undefined, { dryRun: true }])('may be a schedule, whatever its detail: %j', (detail) => {
    expect(sweepRequest(sampleWith('schedule-rule', 'detail', detail))).toEqual({ kind: 'sweep', dryRun: false });
  });

  it.each([
    { event: undefined, told: 'sweep: the event is absent; expected {} or {"dryRun": true}.' },
    { event: [], told: 'sweep: the event is a list' },
    { event: '{}', told: 'sweep: the event is "{}"' },
    { event: { dryRun: 'true' }, told: 'sweep: dryRun is "true"; expected true or false.' },
    {
      event: { confirm: '0123456789AB', by: 'ana', reason: 'INC-0' },
      told: 'sweep: confirm is "0123456789AB"; expected the fingerprint',
    },
    {
      event: { confirm: '0123456789abc', by: 'ana', reason: 'INC-0' },
      told: 'expected the fingerprint of a dry run: 12 hexadecimal digits',
    },
    {
      event: { confirm: 123456789012, by: 'ana', reason: 'INC-0' },
      told: 'confirm is 123456789012; expected the fingerprint',
    },
    {
      event: { confirm: '0123456789ab', reason: 'INC-0' },
      told: 'by is absent; expected who decides, in 1 to 256 characters',
    },
    { event: { pause: 'yes', ...signed }, told: 'sweep: pause is "yes"; expected true' },
    { event: { resume: true, by: 'ana' }, told: 'reason is absent; expected why' },
    { event: { pause: true, until: 'noon', ...signed }, told: 'until is "noon"; expected the last day' },
    { event: { dryRun: null }, told: 'dryRun is null' },
    {
      event: { dryrun: true },
      told: '"dryrun" is not a field: did you mean dryRun?; the fields are dryRun, or those of an order: confirm, pause, resume, describe.',
    },
    { event: { Describe: true }, told: '"Describe" is not a field: did you mean describe?' },
    { event: { mountTargetIds: ['fsmt-0a1b2c3d4e5f60718'] }, told: '"mountTargetIds" is not a field' },
    { event: { Records: [] }, told: 'sweep: the event is a list of records;' },
    { event: JSON.parse('{"__proto__": {"dryRun": true}}'), told: '"__proto__" is not a field' },
    {
      event: sample('cloudtrail-efs-create-mount-target'),
      told: 'sweep: detail-type is "AWS API Call via CloudTrail"; expected "Scheduled Event".',
    },
    { event: { 'detail-type': 7 }, told: 'detail-type is 7;' },
    {
      event: sampleWith('schedule-rule', 'source', 'my.app'),
      told: 'sweep: source is "my.app"; expected "aws.events" or "aws.scheduler".',
    },
    {
      event: sample('config-rule-item'),
      told: 'sweep: invokingEvent.messageType is "ConfigurationItemChangeNotification"; expected "ScheduledNotification".',
    },
  ])('is otherwise malformed, naming the field and who takes such events: $told', ({ event, told }) => {
    expect(message(event)).toContain(told);
    expect(message(event)).toMatch(/ Send what is about .* to remediate\.$/);
  });

  it.each([
    { of: 'its own account and Region', account: '111122223333', region: 'us-east-1', kind: 'sweep' },
    { of: 'another account', account: '444455556666', region: 'us-east-1', kind: 'malformed' },
    { of: 'another Region', account: '111122223333', region: 'eu-west-1', kind: 'malformed' },
  ])('by a schedule is one for $of: $kind', ({ account, region, kind }) => {
    const own = { place: { account, region } };
    expect(sweepRequest(sample('schedule-rule'), own).kind).toBe(kind);
    expect(sweepRequest(sample('schedule-scheduler'), own).kind).toBe(kind);
    const answer = sweepRequest(sample('schedule-rule'), own);
    if (answer.kind === 'malformed')
      expect(answer.message).toContain(`not of account ${account} and Region ${region}, which this deployment`);
  });

  it('by a rule of AWS Config is one for the account that the rule is in', () => {
    const place = { account: '444455556666', region: 'us-east-1' };
    expect(sweepRequest(sample('config-rule-scheduled'), { place }).kind).toBe('malformed');
    expect(sweepRequest(sample('config-rule-item'), { place })).toMatchObject({
      message: expect.stringContaining('expected "ScheduledNotification"'),
    });
  });

  it.each(['{', '[]', 7, undefined])(
    'is malformed when AWS Config says nothing that can be read: %j',
    (invokingEvent) => {
      expect(message(sampleWith('config-rule-scheduled', 'invokingEvent', invokingEvent))).toContain(
        'expected a JSON object in a string',
      );
    },
  );

  it('is answered, never thrown at, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(['sweep', 'describe', 'malformed']).toContain(sweepRequest(JSON.parse(text)).kind);
      }),
    );
  });
});
