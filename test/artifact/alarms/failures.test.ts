import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { policySource } from '../../../functions/aws/policy/policy-source.ts';
import { eventAbout, modified, workMessage } from '../../support/engine-events.ts';
import { fileSystemIdOf, idOf, policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import type { Alarm } from './cloudwatch.ts';
import { type Deployment, deployment } from './deployment.ts';

/** Minutes from the last sweep to the failure, and hours that are watched from then on. */
const [sinceSweep, watched] = [10, 8];

interface Failure {
  readonly failure: string;
  readonly policy?: string;
  readonly readOnly?: boolean;
  readonly every?: number;
  readonly overdueHours?: number;
  readonly hours?: number;
  readonly days?: number;
  /** What happens at once. */
  begin?(it: Deployment): Promise<unknown> | unknown;
  /** What goes on, minute by minute since then. */
  each?(it: Deployment, minute: number): Promise<unknown> | unknown;
  /** What is so in the end. */
  end?(it: Deployment): unknown;
  /** Which alarm mails, and after how many minutes each time. */
  readonly mails: Readonly<Record<string, readonly number[]>>;
}

/** A rival replaces the groups, and CloudTrail tells of it. */
const drift = (it: Deployment): Promise<void> => {
  it.drift();
  return it.send([modified(it.mountTarget, randomUUID(), { at: it.clock.now() })]);
};

const hourly = (minute: number): boolean => minute % 60 === 60 - sinceSweep;

const failures: readonly Failure[] = [
  {
    failure: 'the event source is disabled',
    begin: (it) => {
      it.faults.deaf = true;
      return drift(it);
    },
    mails: { QueueOldAlarm: [62], StandingAlarm: [110] },
  },
  {
    failure: 'the function is throttled',
    begin: (it) => {
      it.faults.throttled = 'Remediate';
      return drift(it);
    },
    mails: { RemediateFailingAlarm: [1], UndeliveredAlarm: [73], StandingAlarm: [110], UndeliveredAgainAlarm: [133] },
  },
  {
    failure: 'the sweep is throttled',
    begin: (it) => {
      it.faults.throttled = 'Sweep';
    },
    mails: { SweepFailingAlarm: [50], UndeliveredAlarm: [115], SweepOverdueAlarm: [170] },
  },
  {
    failure: 'the role cannot receive',
    begin: (it) => {
      it.faults.deaf = true;
    },
    each: (it, minute) => minute === 5 && it.send([workMessage(it.mountTarget)]),
    mails: { QueueOldAlarm: [67] },
  },
  {
    failure: 'the schedule is dead',
    begin: (it) => {
      it.faults.unscheduled = true;
    },
    mails: { SweepOverdueAlarm: [170] },
  },
  {
    failure: "the schedule is replaced by a person's dry runs",
    begin: (it) => {
      it.faults.unscheduled = true;
    },
    each: (it, minute) => hourly(minute) && it.order('Sweep', { dryRun: true }),
    mails: { SweepOverdueAlarm: [170] },
  },
  {
    failure: 'sweeps time out',
    begin: (it) => {
      it.faults.endless = true;
    },
    mails: { SweepFailingAlarm: [50], UndeliveredAlarm: [53], SweepOverdueAlarm: [170] },
  },
  {
    failure: 'the policy is invalid',
    begin: (it) => {
      it.faults.policy = async () => 'version: 1\nmode: enforce\nrules: [{ name: x }]\n';
    },
    mails: { SweepFailingAlarm: [50], UndeliveredAlarm: [53], SweepOverdueAlarm: [170] },
  },
  {
    failure: 'the policy cannot be read',
    begin: (it) => {
      const source = policySource({ directory: '/', readFile: (path) => readFile(path, 'utf8'), now: it.clock.now });
      it.faults.policy = () => source('file:/nowhere/policy.yaml');
    },
    mails: { SweepFailingAlarm: [50], UndeliveredAlarm: [53], SweepOverdueAlarm: [170] },
  },
  {
    failure: 'the group is deleted',
    begin: async (it) => {
      await drift(it);
      it.aws.world.securityGroups.delete(it.wanted.id);
    },
    mails: { StandingAlarm: [3] },
  },
  {
    failure: "the group's tag is removed",
    begin: (it) => {
      it.aws.world.securityGroups.get(it.wanted.id)?.tags.clear();
      it.ask(eventAbout('cloudtrail-ec2-authorize-security-group-ingress', { groupId: it.wanted.id }, randomUUID()));
    },
    mails: { StandingAlarm: [1] },
  },
  {
    failure: "the group's tag is removed, and put back just before a sweep",
    each: async (it, minute) => {
      if (minute !== 44 && minute !== 48) return;
      it.aws.world.securityGroups.get(it.wanted.id)?.tags.clear();
      if (minute === 48) it.aws.world.securityGroups.get(it.wanted.id)?.tags.set('nfs-access', 'prod');
      else await it.send([modified(it.mountTarget, randomUUID(), { at: it.clock.now() })]);
    },
    mails: { StandingAlarm: [47] },
  },
  {
    failure: "the file system's tag is removed",
    begin: (it) => it.fileSystem.tags.clear(),
    mails: { LostRuleAlarm: [50] },
  },
  {
    failure: "an intruder's group, put right",
    begin: (it) => {
      const { door } = it.door('intruder');
      it.attach(it.wanted, door);
      return it.send([modified(it.mountTarget, randomUUID(), { at: it.clock.now() })]);
    },
    end: (it) => expect(it.groups()).toEqual([it.wanted.id]),
    mails: {},
  },
  {
    failure: "an intruder's group, without the right to write",
    readOnly: true,
    begin: (it) => {
      const { door } = it.door('intruder');
      it.attach(it.wanted, door);
    },
    mails: { StandingAlarm: [50] },
  },
  {
    failure: 'a mount target is held for a year',
    ...{ every: 24, overdueHours: 30, days: 365 },
    begin: async (it) => {
      const at = it.clock.now();
      const hold = { by: 'alice', reason: 'migration', at, until: at + 366 * 86_400_000 };
      await it.ports.ledger.hold(fileSystemIdOf(it.fileSystem), idOf(it.mountTarget), hold);
      it.drift();
    },
    mails: { StandingAlarm: [1431] },
  },
  {
    failure: 'NFS is open to the world',
    begin: (it) => {
      it.admit(it.wanted, { peer: { cidrIpv4: '0.0.0.0/0' } });
      it.ask(eventAbout('cloudtrail-ec2-authorize-security-group-ingress', { groupId: it.wanted.id }, randomUUID()));
    },
    mails: { OpenToWorldAlarm: [1] },
  },
  {
    failure: 'a rival keeps undoing fixes',
    hours: 5,
    each: (it, minute) => minute % 5 === 0 && drift(it),
    mails: { FlappingAlarm: [16] },
  },
  {
    failure: 'a plan waits for a confirmation',
    policy: policyText('limits: { changesPerSweep: { count: 1, percent: 100 } }'),
    begin: (it) => void it.addTargets(3, { apart: true }),
    mails: { UnconfirmedAlarm: [50] },
  },
  {
    failure: 'the ledger is throttled',
    each: (it) => {
      for (const operation of ['BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'])
        it.aws.faults.next(`dynamodb:${operation}`, { error: 'ProvisionedThroughputExceededException', times: 100 });
    },
    mails: { SweepFailingAlarm: [50], UndeliveredAlarm: [53], SweepOverdueAlarm: [170] },
  },
  {
    failure: 'a message is given up',
    begin: (it) => it.send(['nonsense']),
    mails: { UndeliveredAlarm: [73] },
  },
  {
    failure: 'a message is given up, and another five hours later',
    each: (it, minute) => (minute === 0 || minute === 300) && it.send(['nonsense']),
    mails: { UndeliveredAlarm: [73], UndeliveredAgainAlarm: [373] },
  },
  {
    failure: 'the queue is full of deferred messages',
    hours: 5,
    begin: (it) => {
      it.drift();
      it.mountTarget.lifeCycleState = 'deleting';
    },
    each: (it, minute) => minute % 5 === 0 && it.send([modified(it.mountTarget, randomUUID(), { at: it.clock.now() })]),
    // What is being deleted is deferred by the sweep, too, and does not stand.
    mails: { DeferredAgainAlarm: [32], UndeliveredAlarm: [122], UndeliveredAgainAlarm: [182] },
  },
  {
    failure: 'EventBridge may send to no queue, so that each event is lost',
    each: (it, minute) => {
      if (minute % 20 === 0) it.lose(minute % 40 === 0 ? 'EfsChanges' : 'GroupTagChanges');
    },
    mails: { EventsLostAlarm: [1] },
  },
  {
    failure: 'a person mistypes orders',
    each: (it, minute) =>
      minute === 5 &&
      Promise.all([it.order('Remediate', { mountTargetIds: ['typo'] }), it.order('Sweep', { confrim: 'x' })]),
    mails: {},
  },
  {
    failure: 'a schedule of six days is dead',
    ...{ every: 144, overdueHours: 168, days: 10 },
    begin: (it) => {
      it.faults.unscheduled = true;
    },
    mails: { SweepOverdueAlarm: [10130] },
  },
  { failure: 'nothing is wrong', mails: {} },
];

const play = async (
  { begin, each, end, hours = watched, days, policy, every = 1, overdueHours, readOnly }: Failure,
  alter?: (alarm: Alarm) => Alarm,
) => {
  const made = await deployment({ every, policy, overdueHours, readOnly, alter });
  const skipping = days && (days > 30 ? 360 : 60);
  await made.run(Math.ceil(4 / every) * every + sinceSweep / 60, undefined, skipping);
  expect(made.mails()).toEqual([]);
  const from = made.clock.now();
  await begin?.(made);
  const began = made.minute();
  await made.run(days ? days * 24 : hours, async (minute) => void (await each?.(made, minute - began)), skipping);
  await end?.(made);
  const byAlarm = Map.groupBy(made.mails(), ({ alarm }) => alarm);
  return Object.fromEntries([...byAlarm].map(([alarm, mails]) => [alarm, mails.map(({ at }) => (at - from) / 60_000)]));
};

const inWords = (mails: Failure['mails']): string =>
  Object.entries(mails)
    .map(([alarm, minutes]) => `${alarm} after ${minutes.join(' and ')} min`)
    .join(', ') || 'no alarm';

describe('when', () => {
  for (const each of failures)
    it(`${each.failure}: ${inWords(each.mails)}`, { timeout: 120_000 }, async () => {
      const told = await play(each);
      expect(inWords(told)).toBe(inWords(each.mails));
    });

  it('no alarm mails more than once for one fact', () => {
    const often = failures.flatMap(({ failure, mails }) =>
      Object.entries(mails).flatMap(([alarm, minutes]) => (minutes.length > 1 ? `${failure}: ${alarm}` : [])),
    );
    expect(often).toEqual([]);
  });

  it('alarms forgot their state between two sweeps, they would mail at every sweep', async () => {
    const held = must(failures.find(({ failure }) => failure.includes('held')));
    const forgetful = (alarm: Alarm): Alarm => ({ ...alarm, TreatMissingData: 'notBreaching' });
    const { StandingAlarm = [] } = await play({ ...held, every: 1, overdueHours: 3, days: 1 }, forgetful);
    expect(StandingAlarm).toHaveLength(24);
  });
});
