import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { managementTrails } from '../../../functions/aws/account/management-trails.ts';
import type { StackResource } from '../../../functions/aws/account/stack-resources.ts';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { diagnose, ok } from '../../../functions/cli/doctor/diagnose.ts';
import { checkAlarms } from '../../../functions/cli/doctor/of-alarms.ts';
import {
  checkConfig,
  checkPolicy,
  checkQuota,
  checkReads,
  checkRules,
  checkStack,
  checkSweep,
  checkWrites,
} from '../../../functions/cli/doctor/of-deployment.ts';
import { checkGate, checkLedger, checkQueues } from '../../../functions/cli/doctor/of-record.ts';
import type { Deployment, Session } from '../../../functions/cli/session/session.ts';
import { TerminalError } from '../../../functions/core/model/errors.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import type { Service } from '../../../infra/local/service.ts';
import { AwsFault } from '../../../infra/local/wire/aws-fault.ts';
import { jsonService, lambdaService, queryService } from '../../../infra/sample/control-plane.ts';
import { policyFrom, policyText } from '../../support/engine-scene.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A session on an account whose services answer so. */
const sessionOn = (...services: readonly Service[]): Session => {
  const aws = localAws({ services });
  const options = { region: 'us-east-1', credentials, maxAttempts: 1, requestHandler: aws.handler };
  const caller = { arn: 'arn:aws:iam::111122223333:user/ana', account: '111122223333' };
  return {
    account: caller.account,
    region: 'us-east-1',
    caller,
    options,
    clients: awsClients(options),
    calls: new Map(),
  };
};

const deployment: Deployment = {
  stack: 'mountguard',
  ledgerTable: 'ledger',
  remediateFunction: 'remediate',
  sweepFunction: 'sweep',
  outputs: new Map([['WorkUndelivered', 'arn:aws:sqs:us-east-1:111122223333:given-up']]),
};

const resource = (logical: string, type: string, status = 'CREATE_COMPLETE'): StackResource => ({
  logical,
  physical: `mountguard-${logical}`,
  type,
  status,
  at: 0,
});

const topic = 'arn:aws:sns:us-east-1:111122223333:x';
const denial = new AwsFault('AccessDeniedException', 'User is not authorized', 400);
const refusing = (): never => {
  throw denial;
};

const described = (check: string, isOk: boolean | null, explanation: string) => ({
  writes: 'on' as const,
  policyVersion: 'aaaaaaaaaaaa',
  checks: [{ check, ok: isOk, explanation }],
});

describe('a check', () => {
  it('names the right that is missing where it may not be looked at, and goes on', async () => {
    const session = sessionOn(jsonService('events', 'AWSEvents', { DescribeRule: refusing }));
    const rules = await diagnose('rules', () => checkRules([resource('EfsChanges', 'AWS::Events::Rule')], session, []));
    expect(rules).toEqual({
      check: 'rules',
      state: 'unknown',
      says: 'not checked: you may not events:DescribeRule',
      remedy: null,
    });
  });

  it('does not hide a fault of its own', async () => {
    await expect(diagnose('x', () => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug');
    const failed = new TerminalError('the table is gone', { code: 'aws-error' });
    expect(await diagnose('x', () => Promise.reject(failed))).toMatchObject({ says: 'not checked: the table is gone' });
    expect(await diagnose('x', async () => ok('well'))).toEqual({
      check: 'x',
      state: 'ok',
      says: 'well',
      remedy: null,
    });
  });
});

describe('what is deployed', () => {
  it('fails for a stack that is not whole', () => {
    const broken = [resource('Ledger', 'AWS::DynamoDB::Table', 'UPDATE_FAILED')];
    expect(checkStack(deployment, broken)).toMatchObject({
      state: 'fail',
      says: expect.stringMatching(/; Ledger is UPDATE_FAILED$/),
    });
  });

  it('fails for a role that may not read', async () => {
    const role = lambdaService({ remediate: async () => ({}) }, 'arn:aws:iam::111122223333:role/remediate');
    const iam = queryService(
      'iam',
      { state: 1 },
      {
        SimulatePrincipalPolicy: () => ({
          EvaluationResults: [{ EvalActionName: 'ec2:DescribeVpcs', EvalDecision: 'implicitDeny' }],
        }),
      },
    );
    const found = await checkReads(deployment, sessionOn(role, iam));
    expect(found).toMatchObject({ state: 'fail', says: 'the role of remediate may not ec2:DescribeVpcs (simulated)' });
  });

  it('fails for a rule that is disabled, and says how to enable it', async () => {
    const session = sessionOn(jsonService('events', 'AWSEvents', { DescribeRule: () => ({ State: 'DISABLED' }) }));
    expect(await checkRules([resource('EfsChanges', 'AWS::Events::Rule')], session, [])).toEqual({
      state: 'fail',
      says: 'EfsChanges disabled: those events do not arrive',
      remedy: 'aws events enable-rule --name mountguard-EfsChanges',
    });
  });

  it.each([
    { name: 'no trail', trails: [], selectors: {}, logs: [] },
    {
      name: 'one that only reads',
      trails: [{ Name: 'a' }],
      selectors: { EventSelectors: [{ ReadWriteType: 'ReadOnly' }] },
      logs: [false],
    },
    {
      name: 'one with advanced selectors',
      trails: [{ Name: 'a' }],
      selectors: { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }] },
      logs: [true],
    },
  ])('knows of $name whether it logs changes', async ({ trails, selectors, logs }) => {
    const { options } = sessionOn(
      jsonService('cloudtrail', 'CloudTrail_20131101', {
        DescribeTrails: () => ({ trailList: trails }),
        GetTrailStatus: () => ({ IsLogging: true }),
        GetEventSelectors: () => selectors,
      }),
    );
    expect((await managementTrails(options)).map((it) => it.logs)).toEqual(logs);
  });

  it('warns of sweeps that are overdue', async () => {
    const session = sessionOn();
    expect(await checkSweep([], session, undefined)).toMatchObject({
      state: 'warn',
      says: expect.stringMatching(/^none has ended yet/),
    });
    expect(await checkSweep([], session, Date.now() - 4 * 3_600_000)).toMatchObject({ state: 'warn' });
    expect(await checkSweep([], session, Date.now())).toMatchObject({ state: 'ok' });
  });

  it.each([
    {
      state: 'ALARM',
      actions: [topic],
      expected: { state: 'fail', says: 'mountguard-Failures on' },
    },
    { state: 'OK', actions: [], expected: { state: 'warn', says: '1, none on; no one is told of them' } },
    {
      state: 'OK',
      actions: [topic],
      told: [{ Protocol: 'email', Endpoint: 'a@b.example', SubscriptionArn: `${topic}:1` }],
      expected: { state: 'ok', says: '1, none on; told: email a@b.example' },
    },
    {
      state: 'OK',
      actions: [topic],
      told: [{ Protocol: 'email', Endpoint: 'a@b.example', SubscriptionArn: 'PendingConfirmation' }],
      expected: {
        state: 'warn',
        says: '1, none on; a@b.example did not confirm the subscription, so nothing is sent there',
      },
    },
    { state: 'OK', actions: [topic], expected: { state: 'warn', says: `1, none on; no one subscribes to ${topic}` } },
    { state: 'OK', actions: [], wrong: 'topic', expected: { state: 'fail', says: 'lost' } },
    { state: 'OK', actions: [], wrong: 'key-for-alarms', expected: { state: 'warn', says: 'lost' } },
  ])('says of alarms $expected.says', async ({ state, actions, wrong, expected, told = [] }) => {
    const session = sessionOn(
      queryService('sns', { state: 1 }, { ListSubscriptionsByTopic: () => ({ Subscriptions: told }) }),
      jsonService('monitoring', 'GraniteServiceVersion20100801', {
        DescribeAlarms: ({ AlarmNames }) => ({
          MetricAlarms: (AlarmNames as readonly string[]).map((AlarmName) => ({
            AlarmName,
            StateValue: state,
            ActionsEnabled: true,
            AlarmActions: actions,
          })),
        }),
      }),
    );
    const { checks } = wrong ? described(wrong, false, 'lost') : { checks: [] };
    const resources = [resource('Failures', 'AWS::CloudWatch::Alarm')];
    expect(await checkAlarms(resources, session, checks)).toMatchObject(expected);
  });

  it('fails for events that the key keeps from the queues', async () => {
    const { checks } = described('key-for-events', false, 'lost');
    expect(await checkRules([], sessionOn(), checks)).toMatchObject({ state: 'fail', says: 'lost' });
  });

  it.each([
    { name: 'no recorder', recorders: [], recording: false, says: /^AWS Config has no recorder/ },
    {
      name: 'one that is stopped',
      recorders: [{ name: 'r', recordingGroup: { allSupported: true } }],
      recording: false,
      says: /^recorder r is stopped/,
    },
    {
      name: 'one of other types',
      recorders: [{ name: 'r', recordingGroup: { resourceTypes: ['AWS::EC2::SecurityGroup'] } }],
      recording: true,
      says: /^recorder r does not record AWS::EC2::NetworkInterface;/,
    },
    {
      name: 'one that leaves a type out',
      recorders: [
        {
          name: 'r',
          recordingGroup: {
            exclusionByResourceTypes: { resourceTypes: ['AWS::EC2::SecurityGroup'] },
            recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
          },
        },
      ],
      recording: true,
      says: /^recorder r does not record AWS::EC2::SecurityGroup;/,
    },
  ])('warns of AWS Config with $name', async ({ recorders, recording, says }) => {
    const session = sessionOn(
      jsonService('events', 'AWSEvents', { DescribeRule: () => ({ State: 'ENABLED' }) }),
      jsonService('config', 'StarlingDoveService', {
        DescribeConfigurationRecorders: () => ({ ConfigurationRecorders: recorders }),
        DescribeConfigurationRecorderStatus: () => ({ ConfigurationRecordersStatus: [{ name: 'r', recording }] }),
      }),
    );
    expect(await checkConfig([resource('ConfigChanges', 'AWS::Events::Rule')], session)).toMatchObject({
      state: 'warn',
      says: expect.stringMatching(says),
    });
  });

  it('takes the rules of AWS Config to be off on purpose', async () => {
    const config = [resource('ConfigChanges', 'AWS::Events::Rule')];
    const session = sessionOn(jsonService('events', 'AWSEvents', { DescribeRule: () => ({ State: 'DISABLED' }) }));
    expect(await checkConfig(config, session)).toMatchObject({ state: 'ok', says: expect.stringMatching(/^not used/) });
    expect(await checkRules(config, session, [])).toMatchObject({ state: 'ok' });
  });

  it('fails for a policy that allows more groups than AWS does', async () => {
    const quota = jsonService('servicequotas', 'ServiceQuotasV20190624', {
      GetServiceQuota: () => ({ Quota: { Value: 3 } }),
    });
    const found = await checkQuota(policyFrom(policyText()), sessionOn(quota));
    expect(found).toMatchObject({
      state: 'fail',
      says: 'an interface may have 3 security groups, and the policy says 5',
    });
  });

  it('fails for work that was given up, and says how to send it again', async () => {
    const session = sessionOn();
    const sqs = await session.clients.sqs();
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'given-up' }));
    expect(await checkQueues(deployment, session)).toMatchObject({ state: 'ok', says: '0 waiting, 0 given up' });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    const found = await checkQueues(deployment, session);
    expect(found).toMatchObject({ state: 'fail', says: '0 waiting, 1 given up in WorkUndelivered' });
    expect(found.remedy).toContain('"redrive":"WorkUndelivered"');
  });
});

describe('what the deployment says of itself', () => {
  it('is a warning without the right to write, and a failure where EC2 denies it', () => {
    expect(checkWrites({ ...described('grant', null, ''), writes: 'off' })).toMatchObject({ state: 'warn' });
    expect(checkWrites(described('grant', false, 'denied.'))).toMatchObject({ state: 'fail', says: 'denied.' });
    expect(checkWrites(described('grant', null, 'Not tested.'))).toMatchObject({ state: 'warn' });
  });

  it('is a warning where the file beside you is another policy', () => {
    const it = described('policy', true, 'read');
    expect(checkPolicy(it, 'ssm:/p', undefined)).toMatchObject({ state: 'ok', says: 'ssm:/p aaaaaaaa' });
    expect(checkPolicy(it, 'ssm:/p', 'aaaaaaaaaaaa')).toMatchObject({
      state: 'ok',
      says: expect.stringMatching(/= \.\/policy\.yaml$/),
    });
    // Two policies whose versions begin alike are two.
    expect(checkPolicy(it, 'ssm:/p', 'aaaaaaaaaaab')).toMatchObject({
      state: 'warn',
      says: expect.stringMatching(/is not \.\/policy\.yaml/),
    });
    const { policyVersion: _, ...unread } = it;
    expect(checkPolicy(unread, 'ssm:/p', undefined)).toMatchObject({ state: 'fail' });
  });

  it('tells a closed gate from an open one, and a table that is wrong from one that could be better', () => {
    expect(checkGate(described('gate', false, 'Not written: paused.'))).toMatchObject({
      state: 'warn',
      says: 'paused.',
    });
    expect(checkGate(described('gate', true, ''))).toMatchObject({ state: 'ok' });
    expect(checkLedger(described('ledger-recovery', false, 'off'))).toMatchObject({ state: 'warn' });
    expect(checkLedger(described('ledger-keys', false, 'other keys'))).toMatchObject({ state: 'fail' });
  });
});
