import { describe, expect, it } from 'vitest';
import { everything, isAllowed, type Statement, statementsOfQueue, statementsOfRole } from './iam.ts';
import { arnOf, place, rendered } from './rendered.ts';

const { resources, outputs } = rendered({ Writes: 'on' });

const ofType = (type: string): readonly string[] =>
  [...resources].flatMap(([id, { Type }]) => (Type === type ? [id] : []));
const queues = ofType('AWS::SQS::Queue');
const rules = ofType('AWS::Events::Rule');
const roles = ofType('AWS::IAM::Role');

/** Where a rule sends its events, and those that it cannot hand over. */
const goesTo = (rule: string): readonly string[] => {
  const [target] = Object(resources.get(rule)?.Properties['Targets']);
  return [target.Arn, target.DeadLetterConfig.Arn].map((arn) => queues.find((queue) => arnOf(queue) === arn) ?? '');
};

interface Sender {
  readonly service?: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly may?: readonly Statement[];
}

const byRule = (arn: string): Sender => ({ service: 'events.amazonaws.com', keys: { 'aws:SourceArn': arn } });
const byRole = (id: string, may = statementsOfRole(resources, id)): Sender => ({
  keys: { 'aws:PrincipalArn': arnOf(id) },
  may,
});
const named = (type: string, name: string): Sender => ({
  keys: { 'aws:PrincipalArn': `arn:aws:iam::${place.account}:${type}/${name}` },
  may: everything,
});

const maySend = (
  { service, keys, may = [] }: Sender,
  queue: string,
  policy = statementsOfQueue(resources, queue),
  transport = 'true',
): boolean =>
  isAllowed(
    {
      action: 'sqs:SendMessage',
      resource: arnOf(queue),
      ...(service !== undefined && { service }),
      keys: { 'aws:SecureTransport': transport, ...keys },
    },
    may,
    policy,
  );

/** Queues that a sender may send to. */
const open = (sender: Sender): readonly string[] => queues.filter((queue) => maySend(sender, queue));

describe('the queues in template.yaml', () => {
  it.each(rules)('take from the rule %s what is for its target, and what it cannot hand over', (rule) => {
    expect(open(byRule(arnOf(rule))).toSorted()).toEqual([...goesTo(rule)].toSorted());
  });

  it.each([
    { role: 'RemediateRole', to: ['Work', 'RegionWork'] },
    { role: 'SweepRole', to: ['Work', 'SweepUndelivered'] },
    // Scheduler gives up in the role that it starts the sweep with.
    { role: 'SweepTimerRole', to: ['TimerUndelivered'] },
  ])('take from $role what its function sends', ({ role, to }) => {
    expect(roles).toContain(role);
    expect(open(byRole(role)).toSorted()).toEqual(to.toSorted());
  });

  it.each([
    { stranger: 'an administrator', sender: named('role', 'admin') },
    { stranger: 'a user who may do everything', sender: named('user', 'bob') },
    { stranger: 'a role whose name begins alike', sender: named('role', `${place.stack}-RemediateRole-of-another`) },
    {
      stranger: 'another rule',
      sender: byRule(`arn:aws:events:${place.region}:${place.account}:rule/of-somebody`),
    },
    {
      stranger: 'a rule of another account',
      sender: byRule(`arn:aws:events:${place.region}:444455556666:rule/${place.stack}-EfsChanges`),
    },
    {
      stranger: 'another service for one of the rules',
      sender: { service: 'sns.amazonaws.com', keys: { 'aws:SourceArn': arnOf('EfsChanges') } },
    },
    {
      stranger: 'another service for whom it likes',
      sender: {
        service: 'sns.amazonaws.com',
        keys: { 'aws:SourceArn': `arn:aws:sns:${place.region}:${place.account}:topic` },
        may: everything,
      },
    },
  ])('take nothing from $stranger', ({ sender }) => {
    expect(open(sender)).toEqual([]);
  });

  it.each(queues)('have a policy of their own kind: %s', (queue) => {
    for (const { Resource } of statementsOfQueue(resources, queue)) expect(Resource).toEqual(['*']);
    expect(JSON.stringify(statementsOfQueue(resources, queue)).length).toBeLessThan(8192);
  });

  it.each(['aws:SourceArn', 'aws:PrincipalArn'])('would refuse their own senders by %s alone', (alone) => {
    const narrowed = (queue: string): readonly Statement[] =>
      statementsOfQueue(resources, queue).map(({ Condition, ...statement }) => ({
        ...statement,
        Condition: Object.fromEntries(
          Object.entries(Condition).map(([operator, comparisons]) => [
            operator,
            operator === 'ArnNotLike' ? { [alone]: comparisons[alone] ?? [] } : comparisons,
          ]),
        ),
      }));
    const senders = { rule: byRule(arnOf('EfsChanges')), role: byRole('RemediateRole') };
    const refused = Object.entries(senders).filter(([, sender]) => !maySend(sender, 'Work', narrowed('Work')));
    expect(refused.map(([name]) => name)).toEqual(alone === 'aws:SourceArn' ? ['role'] : ['rule']);
  });

  it('take nothing that is not encrypted on its way', () => {
    const rule = byRule(arnOf('EfsChanges'));
    expect(maySend(rule, 'Work', undefined, 'false')).toBe(false);
    expect(maySend(rule, 'Work')).toBe(true);
  });
});

const propertyOf = (queue: string, name: string): number => Number(resources.get(queue)?.Properties[name]);
const redriveOf = (queue: string) =>
  Object(resources.get(queue)?.Properties['RedrivePolicy']) as {
    readonly deadLetterTargetArn?: string;
    readonly maxReceiveCount?: number;
  };

/** Where each source gives up what it cannot hand over. */
const givenUp: Readonly<Record<string, unknown>> = {
  'the work queue': redriveOf('Work').deadLetterTargetArn,
  'the region queue': redriveOf('RegionWork').deadLetterTargetArn,
  'rules for the work queue': arnOf(goesTo('EfsChanges')[1] ?? ''),
  'rules for the region queue': arnOf(goesTo('GroupChanges')[1] ?? ''),
  'the schedule': Object(resources.get('SweepTimer')?.Properties['Target']).DeadLetterConfig.Arn,
  'the sweep, invoked asynchronously': Object(resources.get('SweepInvocations')?.Properties['DestinationConfig'])
    .OnFailure.Destination,
};

describe('the dead-letter queues in template.yaml', () => {
  it('are one for each source, and outputs of the stack', () => {
    const arns = Object.values(givenUp);
    expect(new Set(arns).size).toBe(arns.length);
    expect(Object.values(outputs)).toEqual(expect.arrayContaining(arns));
    const working = ['Work', 'RegionWork'];
    expect(
      queues
        .filter((queue) => !working.includes(queue))
        .map((id) => arnOf(id))
        .toSorted(),
    ).toEqual(arns.toSorted());
  });

  it('are told apart by the queue that a rule hands its events to', () => {
    const pairs = new Map(rules.map((rule) => goesTo(rule)).map(([to, undelivered]) => [to, undelivered]));
    expect([...pairs].toSorted()).toEqual([
      ['RegionWork', 'RegionEventsUndelivered'],
      ['Work', 'EventsUndelivered'],
    ]);
  });

  it.each(['Work', 'RegionWork'])(
    'get what %s gives up long before it would be dropped, and keep it for longer',
    (queue) => {
      const { maxReceiveCount = 0 } = redriveOf(queue);
      const longest = maxReceiveCount * propertyOf(queue, 'VisibilityTimeout');
      expect(longest).toBeLessThan(propertyOf(queue, 'MessageRetentionPeriod') / 2);
      const undelivered = queues.find((it) => arnOf(it) === redriveOf(queue).deadLetterTargetArn) ?? '';
      // A message is as old there as it is: the time that it has waited already is taken off.
      expect(propertyOf(undelivered, 'MessageRetentionPeriod')).toBe(14 * 86_400);
      expect(propertyOf(queue, 'MessageRetentionPeriod')).toBeLessThanOrEqual((14 - 7) * 86_400);
    },
  );

  it('are watched, each of them', () => {
    const watched = [...resources.values()]
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .map((alarm) => JSON.stringify(alarm));
    const unwatched = queues.filter(
      (queue) =>
        queue.endsWith('Undelivered') &&
        !watched.some((alarm) => alarm.includes(`"${place.stack}-${queue}-QueueName"`)),
    );
    expect(unwatched).toEqual([]);
  });
});

describe('a function that queues to the queue that feeds it', () => {
  const feeds = (id: string): unknown => {
    const [source] = Object.values(Object(resources.get(id)?.Properties['Events']));
    return Object(source).Properties.Queue;
  };

  it.each(['Remediate', 'Sweep'])('is not stopped by Lambda for it, and only then: %s', (id) => {
    const queue = queues.find((it) => arnOf(it) === feeds(id)) ?? '';
    const isOwn = maySend(byRole(`${id}Role`), queue);
    expect(resources.get(id)?.Properties['RecursiveLoop']).toBe(isOwn ? 'Allow' : undefined);
  });
});
