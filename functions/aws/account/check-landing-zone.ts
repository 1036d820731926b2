import { GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Place } from '../../core/model/place.ts';
import { type Check, checked } from '../../engine/ports/check.ts';
import { ask } from '../client/ask.ts';
import { clientConfig } from '../client/clients.ts';
import { letsService, type ServiceRequest } from './lets-service.ts';

/** Who asks the key or the topic: one of the stack's alarms, rules and log groups. */
interface Askers {
  readonly place: Place;
  readonly alarmArn: string;
  readonly ruleArn: string;
  readonly logGroupArn: string;
}

const asking = (
  { place }: Askers,
  service: string,
  about: Pick<ServiceRequest, 'actions' | 'resource'>,
  source: string,
  more: ServiceRequest['keys'] = {},
): ServiceRequest => ({
  ...about,
  services: [`${service}.amazonaws.com`, `${service}.amazonaws.com.cn`],
  keys: {
    'aws:sourceaccount': place.account,
    'aws:sourceowner': place.account,
    'aws:sourcearn': source,
    'aws:securetransport': 'true',
    'aws:principalisawsservice': 'true',
    ...more,
  },
});

const PAGE = 'infra/landing-zone.md';

/** What a policy's answer to a service comes to. */
const told = (
  policy: string,
  request: ServiceRequest,
  { who, without }: { readonly who: string; readonly without: string },
): Omit<Check, 'check'> => {
  const ok = letsService(policy, request) ?? null;
  const { resource } = request;
  if (ok === null)
    return { ok, explanation: `Not known: the policy of ${resource} has conditions that are not looked into.` };
  if (ok) return { ok, explanation: `The policy of ${resource} lets ${who}.` };
  return {
    ok,
    explanation: `The policy of ${resource} does not let ${who}: ${without}. Add the statement in ${PAGE} to it.`,
  };
};

/** Whether alarms can be sent to a topic, by its policy and the key that it is under. */
export const checkTopic = (client: Pick<SNSClient, 'send'>, TopicArn: string, askers: Askers): Promise<Check> =>
  checked('topic', async () => {
    const { Attributes = {} } = await ask({ action: 'sns:GetTopicAttributes', about: TopicArn }, () =>
      client.send(new GetTopicAttributesCommand({ TopicArn })),
    );
    if (Attributes['KmsMasterKeyId']?.endsWith('alias/aws/sns')) {
      const explanation = `${TopicArn} is under the AWS managed key of SNS, which CloudWatch cannot use: alarms are not sent. Encrypt it by a key of yours, or by none.`;
      return { ok: false, explanation };
    }
    const request = asking(askers, 'cloudwatch', { actions: ['sns:Publish'], resource: TopicArn }, askers.alarmArn);
    return told(Attributes['Policy'] ?? '', request, { who: 'alarms publish', without: 'they are not sent' });
  });

const encrypting = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Whether a key can be used by the services that encrypt under it on their own, by its policy. */
export const checkKey = async (
  client: Pick<KMSClient, 'send'>,
  KeyId: string,
  askers: Askers,
): Promise<readonly Check[]> => {
  const policy = ask({ action: 'kms:GetKeyPolicy', about: KeyId }, () =>
    client.send(new GetKeyPolicyCommand({ KeyId })),
  );
  const { alarmArn, logGroupArn, ruleArn, place } = askers;
  const logging = [...encrypting, 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:DescribeKey'];
  const uses = [
    {
      check: 'key-for-logs',
      request: asking(askers, `logs.${place.region}`, { actions: logging, resource: KeyId }, logGroupArn, {
        'kms:encryptioncontext:aws:logs:arn': logGroupArn,
      }),
      who: 'CloudWatch Logs encrypt by it',
      without: 'log groups cannot be made or read',
    },
    {
      check: 'key-for-events',
      request: asking(askers, 'events', { actions: encrypting, resource: KeyId }, ruleArn),
      who: 'EventBridge encrypt by it',
      without: 'events are not delivered, and only the sweep finds drift',
    },
    {
      check: 'key-for-alarms',
      request: asking(askers, 'cloudwatch', { actions: encrypting, resource: KeyId }, alarmArn),
      who: 'alarms encrypt by it',
      without: 'they are not sent to a topic under this key',
    },
  ];
  return Promise.all(
    uses.map(({ check, request, ...words }) =>
      checked(check, async () => told((await policy).Policy ?? '', request, words)),
    ),
  );
};

/** Checks the key and the topic that were given to a deployment, where there are any. */
export const checkLandingZone = async ({
  keyArn,
  topicArn,
  ...askers
}: Askers & { readonly keyArn: string | undefined; readonly topicArn: string | undefined }): Promise<
  readonly Check[]
> => [
  ...(keyArn === undefined ? [] : await checkKey(new KMSClient(clientConfig()), keyArn, askers)),
  ...(topicArn === undefined ? [] : [await checkTopic(new SNSClient(clientConfig()), topicArn, askers)]),
];
