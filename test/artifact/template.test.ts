import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { efsCalls } from '../../functions/intake/efs-calls.ts';
import { intake } from '../../functions/intake/intake.ts';
import { bundle } from '../../infra/build/bundle.ts';
import { matchesPattern } from './matches-pattern.ts';
import { runBuilt } from './run-built.ts';
import { rolePolicies, template } from './template.ts';

const { Remediate, EfsChanges, Work, Ledger, Idempotency } = template.Resources;
const project = new URL('../../', import.meta.url);

const iamPrefix = new Map([
  ['efs', 'elasticfilesystem'],
  ['ec2', 'ec2'],
  ['dynamodb', 'dynamodb'],
  ['sqs', 'sqs'],
]);

// In the bundle beside what uses them, but not called by this function.
const uncalled = ['dynamodb:DescribeEndpoints', 'sqs:SendMessageBatch'];

const actionsCalled = async () => {
  const unwritten = join(tmpdir(), 'mountguard-unwritten');
  const { outputs } = await bundle('functions/remediate/handler.ts', unwritten, { write: false });
  const modules = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const shipped = modules.flatMap((path) => {
    const [, client = '', operation] = /client-([a-z0-9]+)\/dist-es\/commands\/(\w+)Command\.js$/.exec(path) ?? [];
    const prefix = iamPrefix.get(client);
    return prefix === undefined ? [] : [`${prefix}:${operation}`];
  });
  return shipped.filter((action) => !uncalled.includes(action));
};

const allowed = (policy: string, sid?: string) =>
  (rolePolicies.get(policy) ?? [])
    .filter(({ Sid }) => sid === undefined || Sid === sid)
    .flatMap(({ Action }) => Action);

describe('the function in template.yaml', () => {
  it('ships a folder that holds its handler and the policy it reads by default', () => {
    const { CodeUri, Handler } = Remediate.Properties;
    const [module, name] = Handler.split('.');
    expect(name).toBe('handler');
    expect(existsSync(new URL(`${CodeUri}/${module}.mjs`, project))).toBe(true);
    const [scheme, path] = String(template.Parameters['PolicyUri']?.Default).split(':');
    expect(scheme).toBe('file');
    expect(existsSync(new URL(`${CodeUri}/${path}`, project))).toBe(true);
  });

  it('sets the variables that the function asks for, under their names', async () => {
    const variables = Object.keys(Remediate.Properties.Environment.Variables).filter(
      (it) => !it.startsWith('POWERTOOLS'),
    );
    const complaints = async (env: Record<string, string>) =>
      runBuilt(env, []).then(String, (error: Error) => error.message.match(/TerminalError]: (.*)/)?.[1]);
    const unset = await complaints({});
    const unreadable = await complaints(Object.fromEntries(variables.map((name) => [name, '!'])));
    expect(variables.filter((name) => !`${unset} ${unreadable}`.includes(`${name} is`))).toEqual([]);
    expect(unset?.match(/\w+(?= is not set)/g)?.filter((name) => !variables.includes(name))).toEqual([]);
  });

  it('leaves the queue six times its timeout', () => {
    expect(Work.Properties.VisibilityTimeout).toBe(6 * Remediate.Properties.Timeout);
  });
});

describe('the rule in template.yaml', () => {
  const pattern = EfsChanges.Properties.EventPattern;
  const names = readdirSync(new URL('events/', project)).filter((name) => name.startsWith('cloudtrail-efs-'));

  it.each(names)('passes %s on exactly when it is one of the calls that are looked at, and did not fail', (name) => {
    const event: unknown = JSON.parse(readFileSync(new URL(`events/${name}`, project), 'utf8'));
    const seen = intake(event, {});
    expect(matchesPattern(pattern, event)).toBe(seen.kind !== 'ignored' || seen.ignored !== 'failed-call');
  });

  it('names every EFS call that intake knows', () => {
    expect(pattern['detail']).toMatchObject({ eventName: [...efsCalls.keys()] });
  });

  it('passes on no call of another service', () => {
    const event: unknown = JSON.parse(
      readFileSync(new URL('events/cloudtrail-ec2-delete-security-group.json', project), 'utf8'),
    );
    expect(matchesPattern(pattern, event)).toBe(false);
  });
});

describe('the role in template.yaml', () => {
  // Not called by the code: what EFS asks of its caller at EC2, and what Lambda does with the role.
  const onBehalf = ['ec2:DescribeNetworkInterfaceAttribute', 'ec2:ModifyNetworkInterfaceAttribute'];
  const lambda = [
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ];

  it('allows the operations that the bundle calls, those that come with them, and no other', async () => {
    const granted = new Set([...allowed('mount-targets'), ...allowed('own-resources')]);
    expect([...granted].toSorted()).toEqual(
      [...new Set([...(await actionsCalled()), ...onBehalf, ...lambda])].toSorted(),
    );
  });

  it('never lets the record of changes be deleted', () => {
    expect(allowed('own-resources', 'Ledger')).not.toContain('dynamodb:DeleteItem');
  });

  it('reads the policy with one permission for SSM and two for AppConfig', () => {
    expect(allowed('policy-in-ssm')).toEqual(['ssm:GetParameter']);
    expect(allowed('policy-in-appconfig')).toEqual([
      'appconfig:GetLatestConfiguration',
      'appconfig:StartConfigurationSession',
    ]);
  });

  it.each(onBehalf)('allows %s only under a condition', (action) => {
    const statements = [...rolePolicies.values()].flat().filter(({ Action }) => Action.includes(action));
    expect(statements).toHaveLength(1);
    expect(JSON.stringify(statements[0]?.Condition)).toContain('"aws:CalledVia":"elasticfilesystem.amazonaws.com"');
  });

  it('allows everything on all resources only where AWS has no narrower one', () => {
    const wide = [...rolePolicies.values()].flat().filter(({ Resource }) => Resource === '*');
    expect(wide.flatMap(({ Action }) => Action)).toEqual([
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkInterfaceAttribute',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });
});

describe('the tables in template.yaml', () => {
  it.each([
    { table: 'the ledger', resource: Ledger, keys: ['pk', 'sk'], ttl: 'expiresAt' },
    { table: 'the idempotency table', resource: Idempotency, keys: ['id'], ttl: 'expiration' },
  ])('keep $table by its keys, encrypted, recoverable and with an end', ({ resource, keys, ttl }) => {
    expect(resource.Properties).toMatchObject({
      KeySchema: keys.map((AttributeName) => ({ AttributeName })),
      TimeToLiveSpecification: { AttributeName: ttl, Enabled: true },
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('keep the ledger when the stack goes', () => {
    expect(Ledger).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});
