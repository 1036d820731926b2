import { describe, expect, it } from 'vitest';
import { checkKey, checkLandingZone, checkTopic } from '../../../../functions/aws/account/check-landing-zone.ts';
import { blocksOf, markdown } from '../../../support/markdown.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
const key = arn('kms', 'key/1234abcd');
const topic = arn('sns', 'on-call');
const askers = {
  place,
  alarmArn: arn('cloudwatch', 'alarm:mountguard-StandingAlarm-1'),
  ruleArn: arn('events', 'rule/mountguard-EfsChanges-1'),
  logGroupArn: arn('logs', 'log-group:mountguard-SweepLogs-1'),
};

type Statement = Readonly<Record<string, unknown>>;
const [ofKey = [], ofTopic = []] = blocksOf(markdown('infra/landing-zone.md'), 'json').map(
  (text): readonly Statement[] => JSON.parse(text),
);
const [forLogs = {}, forEvents = {}, forAlarms = {}] = ofKey;
const [publishing = {}] = ofTopic;

const answering = (answer: object) => ({ send: async () => answer }) as never;
const policyOf = (Statement: unknown): string => JSON.stringify({ Version: '2012-10-17', Statement });
const topicWith = (statements: unknown, more = {}) =>
  checkTopic(answering({ Attributes: { Policy: policyOf(statements), ...more } }), topic, askers);
const keyWith = async (statements: readonly Statement[]) =>
  (await checkKey(answering({ Policy: policyOf(statements) }), key, askers)).map(({ ok }) => ok);

const own = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${place.account}:root` },
  Action: 'kms:*',
  Resource: '*',
};
const byDefault = {
  ...{ Effect: 'Allow', Principal: { AWS: '*' }, Action: ['SNS:Publish', 'SNS:Subscribe'], Resource: topic },
  Condition: { StringEquals: { 'AWS:SourceOwner': place.account } },
};
const denying = (Condition: object) => ({ ...publishing, Effect: 'Deny', Principal: '*', Condition });
const when = (Condition: object) => ({ ...publishing, Condition });

describe('the policy of a topic that alarms are sent to', () => {
  it.each<{ policy: string; of: unknown; ok: boolean | null }>([
    { policy: 'as the page prints it', of: ofTopic, ok: true },
    { policy: 'as SNS makes it', of: byDefault, ok: true },
    {
      policy: 'that denies plain HTTP beside',
      of: [publishing, denying({ Bool: { 'aws:SecureTransport': 'false' } })],
      ok: true,
    },
    {
      policy: 'that denies all that is no service',
      of: [publishing, denying({ BoolIfExists: { 'aws:PrincipalIsAWSService': false } })],
      ok: true,
    },
    { policy: 'of another account', of: when({ StringEquals: { 'aws:SourceAccount': '444455556666' } }), ok: false },
    {
      policy: 'of other alarms',
      of: when({ ArnLike: { 'aws:SourceArn': arn('cloudwatch', 'alarm:other-*') } }),
      ok: false,
    },
    { policy: 'for another service', of: { ...publishing, Principal: { Service: 'events.amazonaws.com' } }, ok: false },
    { policy: 'for another topic', of: { ...publishing, Resource: arn('sns', 'other') }, ok: false },
    { policy: 'for other actions', of: { ...publishing, Action: 'sns:Subscribe' }, ok: false },
    {
      policy: 'for principals of the organization only',
      of: [publishing, denying({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } })],
      ok: false,
    },
    {
      policy: 'for principals of the organization, if any',
      of: [
        publishing,
        denying({ StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' }, Null: { 'aws:PrincipalOrgID': 'false' } }),
      ],
      ok: true,
    },
    {
      policy: 'that names the account in capitals',
      of: when({ StringEqualsIgnoreCase: { 'aws:SourceArn': askers.alarmArn.toUpperCase() } }),
      ok: true,
    },
    {
      policy: 'that asks for an organization of the source',
      of: when({ StringEquals: { 'aws:SourceOrgID': 'o-1' } }),
      ok: null,
    },
    { policy: 'that asks for a time', of: when({ DateGreaterThan: { 'aws:SourceAccount': '2030-01-01' } }), ok: null },
    {
      policy: 'for all but one principal',
      of: { ...publishing, Principal: undefined, NotPrincipal: { AWS: '*' } },
      ok: null,
    },
    {
      policy: 'that lets in, and denies by what is not known',
      of: [publishing, denying({ StringEquals: { 'aws:SourceOrgID': 'o-1' } })],
      ok: null,
    },
    { policy: 'without a statement', of: [], ok: false },
  ])('$policy is $ok', async ({ of, ok }) => {
    expect(await topicWith(of)).toMatchObject({ check: 'topic', ok });
  });

  it('does not help where the topic is under the key of SNS', async () => {
    expect(await topicWith(ofTopic, { KmsMasterKeyId: 'alias/aws/sns' })).toMatchObject({
      ok: false,
      explanation: expect.stringContaining('Encrypt it by a key of yours'),
    });
    expect(await topicWith(ofTopic, { KmsMasterKeyId: key })).toMatchObject({ ok: true });
  });

  it('is not known where it cannot be read, or is none', async () => {
    expect(await checkTopic(answering({}), topic, askers)).toMatchObject({ ok: null });
    const error = Object.assign(new Error('no'), { name: 'AuthorizationErrorException' });
    const refusing = { send: () => Promise.reject(error) } as never;
    expect(await checkTopic(refusing, topic, askers)).toMatchObject({
      ok: null,
      explanation: expect.stringContaining('sns:GetTopicAttributes'),
    });
  });

  it('is told with the remedy', async () => {
    const { explanation } = await topicWith([]);
    expect(explanation).toBe(
      `The policy of ${topic} does not let alarms publish: they are not sent. Add the statement in infra/landing-zone.md to it.`,
    );
  });
});

describe('the policy of a key', () => {
  it.each<{ policy: string; of: readonly Statement[]; ok: readonly (boolean | null)[] }>([
    { policy: 'as the page prints it', of: [own, ...ofKey], ok: [true, true, true] },
    { policy: 'as KMS makes it', of: [own], ok: [false, false, false] },
    { policy: 'without events', of: [own, forLogs, forAlarms], ok: [true, false, true] },
    { policy: 'without data keys', of: [own, { ...forEvents, Action: 'kms:Decrypt' }], ok: [false, false, false] },
    {
      policy: 'for the logs of another stack',
      of: [
        {
          ...forLogs,
          Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn('logs', 'log-group:other-*') } },
        },
      ],
      ok: [false, false, false],
    },
    { policy: 'that is said of all services', of: [{ ...own, Principal: { Service: '*' } }], ok: [true, true, true] },
  ])('$policy: logs, events, alarms $ok', async ({ of, ok }) => {
    expect(await keyWith(of)).toEqual(ok);
  });
});

it('nothing is checked where neither is given', async () => {
  expect(await checkLandingZone({ ...askers, keyArn: undefined, topicArn: undefined })).toEqual([]);
});
