import type { StackResource } from '../../aws/account/stack-resources.ts';
import { subscriptionsOf } from '../../aws/account/subscriptions.ts';
import { alarmsNamed } from '../../aws/account/watchers.ts';
import type { Description } from '../../engine/sweep/describe.ts';
import type { Session } from '../session/session.ts';
import { type Found, fail, ok, warn } from './diagnose.ts';
import { keysPolicy, typed, wrongIn } from './of-deployment.ts';

/** Whether anything is wrong by the alarms, and whether anybody would be told. */
export const checkAlarms = async (
  resources: readonly StackResource[],
  { options }: Session,
  checks: Description['checks'],
): Promise<Found> => {
  const alarms = await alarmsNamed(
    typed(resources, 'AWS::CloudWatch::Alarm').map(({ physical }) => physical),
    options,
  );
  const on = alarms.filter(({ state }) => state === 'ALARM');
  if (on.length > 0)
    return fail(
      `${on.map(({ name }) => name).join(', ')} on`,
      'the description of each names its page, in infra/runbooks of the clone that was deployed',
    );
  const lost = wrongIn(checks, 'topic');
  if (lost) return fail(lost, 'see "The topic\'s policy" in infra/landing-zone.md');
  const unsent = wrongIn(checks, 'key-for-alarms');
  if (unsent) return warn(unsent, keysPolicy);
  const said = `${alarms.length}, none on`;
  const told = [...new Set(alarms.flatMap(({ tells }) => tells))];
  if (alarms.length > 0 && told.length === 0)
    return warn(`${said}; no one is told of them`, 'sam deploy with AlarmEmail=you@example.com');
  const topics = told.filter((arn) => arn.split(':')[2] === 'sns');
  const subscriptions = (await Promise.all(topics.map((it) => subscriptionsOf(it, options)))).flat();
  const pending = subscriptions.filter(({ isConfirmed }) => !isConfirmed);
  if (pending.length > 0)
    return warn(
      `${said}; ${pending.map(({ endpoint }) => endpoint).join(', ')} did not confirm the subscription, so nothing is sent there`,
      `confirm by the link in the mail of AWS Notifications; to have it sent again: aws sns subscribe --topic-arn ${topics[0]} --protocol ${pending[0]?.protocol} --notification-endpoint ${pending[0]?.endpoint}`,
    );
  if (topics.length > 0 && topics.length === told.length && subscriptions.length === 0)
    return warn(
      `${said}; no one subscribes to ${topics.join(', ')}`,
      `aws sns subscribe --topic-arn ${topics[0]} --protocol email --notification-endpoint you@example.com`,
    );
  const names = subscriptions.map(({ protocol, endpoint }) => `${protocol} ${endpoint}`);
  return ok([said, ...(names.length > 0 ? [`told: ${names.join(', ')}`] : [])].join('; '));
};
