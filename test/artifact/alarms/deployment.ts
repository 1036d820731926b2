import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { expect } from 'vitest';
import { awsRegionReader } from '../../../functions/aws/read/region-reader.ts';
import { messageQueue } from '../../../functions/aws/write/message-queue.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { answer } from '../../../functions/remediate/answer.ts';
import { lambda } from '../../../functions/runtime/lambda.ts';
import { digest, policyLoader } from '../../../functions/runtime/load-policy.ts';
import { returnMessage } from '../../../functions/runtime/return-message.ts';
import { telemetry } from '../../../functions/runtime/telemetry.ts';
import { answer as answerSweep } from '../../../functions/sweep/answer.ts';
import { askedMessage } from '../../support/asked-message.ts';
import { appOn, lambdaContext } from '../../support/engine-app.ts';
import { outputLines, parsedLines } from '../../support/engine-lines.ts';
import { localPlace, policyText } from '../../support/engine-scene.ts';
import { takeBatch } from '../../support/event-source.ts';
import { guardedScene } from '../../support/guarded-scene.ts';
import { inProcess } from '../../support/in-process.ts';
import { must } from '../../support/must.ts';
import { roomy } from '../../support/safety-scene.ts';
import { sample } from '../../support/samples.ts';
import { timeoutMs } from '../../support/work-queue.ts';
import { place, rendered } from '../rendered.ts';
import { type Alarm, alarmsOf, cloudWatch, type Mail } from './cloudwatch.ts';

const minuteMs = 60_000;

/** What is wrong with the deployment itself. */
export interface Faults {
  /** The event source mapping is disabled, or its role may not receive. */
  deaf?: boolean;
  throttled?: 'Remediate' | 'Sweep';
  /** The schedule is deleted or disabled. */
  unscheduled?: boolean;
  /** Sweeps run until Lambda ends them. */
  endless?: boolean;
  policy?: () => Promise<string>;
}

interface DeploymentOptions {
  readonly policy?: string | undefined;
  /** Hours between two sweeps of the schedule. */
  readonly every?: number;
  readonly overdueHours?: number | undefined;
  readonly readOnly?: boolean | undefined;
  /** Alarms other than those of the template. */
  readonly alter?: ((alarm: Alarm) => Alarm) | undefined;
}

/** The text of a queue's or a function's name in the rendered template. */
const nameOf = (id: string): string => `${place.stack}-${id}`;
const queueName = (id: string): string => `${nameOf(id)}-QueueName`;

interface Started {
  readonly at: number;
  /** Attempts that failed, and when the next comes. */
  attempts: number;
  nextAt: number;
}

/**
 * The functions on a local account, with their telemetry, and what invokes them: the schedule, Lambda's queue of asynchronous
 * invocations, the event source mappings. Their metrics go to a CloudWatch with the alarms of the template. A minute is a step; `AWS/Lambda` and
 * `AWS/SQS` metrics are those that AWS documents.
 */
export const deployment = async ({
  every = 1,
  overdueHours = 3,
  readOnly = false,
  alter = (alarm) => alarm,
  policy = policyText(roomy),
}: DeploymentOptions = {}) => {
  const it = await guardedScene({ policy });
  const { aws, clients, clock } = it;
  const lines = outputLines();
  const template = rendered({ AlarmEmail: 'on-call@example.com', SweepOverdueHours: overdueHours });
  // AWS does not say by how much the evaluation range is longer than the window: nothing may hang on it.
  const watches = [2, 6].map((beyond) => cloudWatch(alarmsOf(template).map(alter), beyond));
  const faults: Faults = {};
  const sqs = new SQSClient(inProcess(aws));
  const queueUrl = must((await sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }))).QueueUrl);

  const readPolicy = policyLoader('ssm:/policy', () => (faults.policy ? faults.policy() : Promise.resolve(policy)));

  const { Variables } = Object(template.resources.get('Remediate')?.Properties['Environment']);
  const { logger, metrics, journal, countTries } = telemetry(Variables, clock.now);
  const queue = messageQueue(clients, queueUrl, clock, localPlace);
  const ports: Ports = { ...it.ports, journal, queue, readOnly };
  const { app } = appOn(
    { ...it, ports },
    {
      ...{ logger, metrics, readPolicy, dryRun: readOnly },
      returnMessage: returnMessage(journal, queue.returnLater, countTries),
    },
  );
  const bulk = awsRegionReader(clients);
  const functions = {
    Remediate: lambda(app, answer(app)),
    Sweep: lambda(
      app,
      answerSweep({
        ...{ logger, metrics, own: app.own, dryRun: readOnly, readPolicy },
        ports: () => ({ ...ports, bulk, digest, queue }),
        newId: it.ports.newId,
        takeCalls: () => ({}),
        checkResources: async () => [],
        returnMessage: app.returnMessage,
      }),
    ),
  };

  const put = (namespace: string, metric: string, of: readonly [string, string], value: number, at = clock.now()) =>
    watches.forEach((watch) => void watch.put(namespace, metric, of, at, value));
  let read = 0;
  /** Takes what was published since the last time. */
  const publish = (): void => {
    for (const line of parsedLines(lines.slice(read)).filter((one) => '_aws' in one)) {
      const { CloudWatchMetrics } = line['_aws'] as {
        CloudWatchMetrics: { Namespace: string; Metrics: { Name: string }[] }[];
      };
      for (const { Namespace, Metrics } of CloudWatchMetrics)
        for (const { Name } of Metrics)
          for (const value of [line[Name]].flat())
            put(Namespace, Name, ['service', String(line['service'])], Number(value));
    }
    read = lines.length;
  };

  /** Invokes a function as Lambda does, with the metrics that Lambda gives. Throws what it throws. */
  const invoke = async (name: keyof typeof functions, event: unknown, context: Context): Promise<unknown> => {
    const of = ['FunctionName', nameOf(name)] as const;
    try {
      if (name === 'Sweep' && faults.endless) throw new Error('Task timed out after 300.00 seconds');
      const answered = await functions[name](event, context);
      put('AWS/Lambda', 'Errors', of, 0);
      return answered;
    } catch (error) {
      put('AWS/Lambda', 'Errors', of, 1);
      throw error;
    } finally {
      publish();
    }
  };

  const given = new Map<string, number>([['SweepUndelivered', 0]]);
  let started: Started[] = [];
  /** Lambda's own queue of asynchronous invocations: two more tries of what fails, an hour for what is throttled. */
  const work = async (): Promise<void> => {
    for (const each of started.filter(({ nextAt }) => nextAt <= clock.now())) {
      const of = ['FunctionName', nameOf('Sweep')] as const;
      const age = clock.now() - each.at;
      put('AWS/Lambda', 'AsyncEventAge', of, age);
      const giveUp = () => {
        started = started.filter((other) => other !== each);
        put('AWS/Lambda', 'AsyncEventsDropped', of, 1);
        given.set('SweepUndelivered', (given.get('SweepUndelivered') ?? 0) + 1);
      };
      if (faults.throttled === 'Sweep') {
        put('AWS/Lambda', 'Throttles', of, 1);
        each.nextAt = clock.now() + 5 * minuteMs;
        if (age > 60 * minuteMs) giveUp();
        continue;
      }
      try {
        await invoke('Sweep', sample('schedule-scheduler'), lambdaContext(300_000));
        started = started.filter((other) => other !== each);
      } catch {
        each.attempts += 1;
        each.nextAt = clock.now() + each.attempts * minuteMs;
        if (each.attempts > 2) giveUp();
      }
    }
  };

  const asked: { readonly body: unknown; readonly at: number }[] = [];
  const poll = async (): Promise<void> => {
    if (faults.deaf) return;
    const handle = async (event: { readonly Records: readonly { readonly messageId: string }[] }, context: Context) => {
      const all: SQSBatchResponse = {
        batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
      };
      if (faults.throttled === 'Remediate') {
        put('AWS/Lambda', 'Throttles', ['FunctionName', nameOf('Remediate')], 1);
        return all;
      }
      try {
        return await invoke('Remediate', event, context);
      } catch {
        return all;
      }
    };
    const isVisible = () => it.waiting().some(({ visibleAt }) => visibleAt <= clock.now());
    while (isVisible()) await takeBatch({ sqs, queueUrl, clock, timeoutMs, handle });
    const due = asked.splice(0, asked.length);
    if (due.length === 0) return;
    const Records = due.map(({ body, at }, index) => askedMessage(`r-${at}-${index}`, body, at));
    await invoke('Sweep', { Records }, lambdaContext(300_000)).catch(() => asked.push(...due));
  };

  const age = (messages: readonly { readonly sentAt: number; readonly receiveCount: number }[]): number =>
    Math.max(
      0,
      ...messages.filter(({ receiveCount }) => receiveCount < 3).map(({ sentAt }) => (clock.now() - sentAt) / 1000),
    );
  const measureQueues = (): void => {
    put('AWS/SQS', 'ApproximateAgeOfOldestMessage', ['QueueName', queueName('Work')], age(it.waiting()));
    const oldest = Math.max(0, ...asked.map(({ at }) => (clock.now() - at) / 1000));
    put('AWS/SQS', 'ApproximateAgeOfOldestMessage', ['QueueName', queueName('RegionWork')], oldest);
    const visible = 'ApproximateNumberOfMessagesVisible';
    put('AWS/SQS', visible, ['QueueName', queueName('WorkUndelivered')], it.undelivered().length);
    for (const [name, count] of given) put('AWS/SQS', visible, ['QueueName', queueName(name)], count);
  };

  // A full hour, so that it is one in every zone and for alarms of many days.
  clock.pass(3_600_000 - (clock.now() % 3_600_000));
  const startedAt = clock.now();
  const minute = (): number => Math.round((clock.now() - startedAt) / minuteMs);

  return {
    ...it,
    faults,
    ports,
    /** What the functions logged. */
    lines,
    /** What was mailed, whatever the evaluation range. */
    mails: (): readonly Mail[] => {
      const [one = [], ...others] = watches.map(({ mails }) => mails);
      for (const other of others) expect(other).toEqual(one);
      return one;
    },
    /** Loses an event of a rule: EventBridge may send it neither to the queue nor to its dead-letter queue. */
    lose: (rule: string): void =>
      void put('AWS/Events', 'InvocationsFailedToBeSentToDlq', ['RuleName', nameOf(rule)], 1),
    /** Hands the region queue an event. */
    ask: (body: unknown): void => void asked.push({ body, at: clock.now() }),
    /** Invokes a function as a person does; what it answers. */
    order: (name: keyof typeof functions, payload: unknown) => invoke(name, payload, lambdaContext(300_000)),
    /** Minutes since the deployment began. */
    minute,
    /** Lets hours pass, minute by minute; `each` is what people and rivals do at the beginning of one. `skipping`: so many are left out at once where nothing changes, long after a sweep. */
    run: async (
      hours: number,
      each: (minute: number) => Promise<void> | void = () => {},
      skipping = 0,
    ): Promise<void> => {
      for (const end = minute() + hours * 60; minute() < end; ) {
        const now = minute();
        const sinceSweep = now % (every * 60);
        if (sinceSweep === 0 && !faults.unscheduled)
          started.push({ at: clock.now(), attempts: 0, nextAt: clock.now() });
        await each(now);
        await work();
        await poll();
        measureQueues();
        const skip = skipping > 0 && sinceSweep > 12 ? skipping - (now % skipping) : 1;
        clock.pass(startedAt + (now + skip) * minuteMs - clock.now());
        for (const watch of watches) watch.evaluate(clock.now());
      }
    },
  };
};

export type Deployment = Awaited<ReturnType<typeof deployment>>;
