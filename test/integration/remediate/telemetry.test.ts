import { afterEach, describe, expect, it, vi } from 'vitest';
import { returnMessage } from '../../../functions/runtime/return-message.ts';
import { telemetry } from '../../../functions/runtime/telemetry.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { addMountTarget } from '../../../infra/local/world/storage.ts';
import { appOn } from '../../support/engine-app.ts';
import { message, modified, workMessage } from '../../support/engine-events.ts';
import { linesSaying, outputLines, parsedLines } from '../../support/engine-lines.ts';
import { policyText, type Scene, scene } from '../../support/engine-scene.ts';

afterEach(() => void vi.unstubAllEnvs());

/** The remediate function on a scene, with the journal that writes log lines and metrics. */
const loggingApp = (it: Scene) => {
  const lines = outputLines();
  const { logger, metrics, journal } = telemetry({}, it.clock.now);
  const app = appOn(it, {
    ...{ logger, metrics, ports: () => ({ ...it.ports, journal }) },
    returnMessage: returnMessage(journal, async () => {}),
  });
  return { ...app, lines, metrics };
};

describe('the decided line', () => {
  it('of a mount target has the facts by their names, and nothing else', async () => {
    const it = await scene();
    const { invoke, lines } = loggingApp(it);
    await invoke(modified(it.mountTarget));
    const [line, ...rest] = linesSaying('decided', lines);
    expect(rest).toEqual([]);
    expect(line).toEqual({
      ...{ level: 'INFO', message: 'decided', service: 'mountguard', timestamp: expect.any(String) },
      sampling_rate: 0,
      mountTargetId: it.mountTarget.id,
      fileSystemId: it.fileSystem.id,
      status: 'fixed',
      reasons: [],
      rule: 'shared-data',
      before: [it.stray.id],
      after: [it.wanted.id],
      policyVersion: '0123456789ab',
      cause: 'ModifyMountTargetSecurityGroups',
      actor: 'arn:aws:iam::111122223333:role/Operator',
      durationMs: 100,
      desired: [it.wanted.id],
      warnings: [],
      causedBy: { kind: 'person', arn: 'arn:aws:iam::111122223333:role/Operator', tool: 'AWS CLI' },
      explanation: expect.any(String),
      eventId: '00000009-0000-4000-8000-000000000009',
      dryRun: false,
    });
  });

  it('leaves out who caused the look where nobody is known to', async () => {
    const it = await scene();
    const { receive, lines } = loggingApp(it);
    await receive(message('m-1', workMessage(it.mountTarget)));
    const [line] = linesSaying('decided', lines);
    expect(line).toMatchObject({ cause: 'sweep', status: 'fixed' });
    expect(line).not.toHaveProperty('actor');
  });

  it('is the only one to hold the finding when the message goes back', async () => {
    const it = await scene();
    it.mountTarget.lifeCycleState = 'deleting';
    const { receive, lines } = loggingApp(it);
    await receive(message('m-1', modified(it.mountTarget)));
    const [returned] = linesSaying('message returned', lines);
    expect(returned).toMatchObject({
      ...{ messageId: 'm-1', receiveCount: 1, seconds: 30 },
      error: { name: 'RetryableError', code: 'lifecycle-state' },
    });
    expect(returned?.['error']).not.toHaveProperty('findings');
  });

  it('comes once for each mount target', async () => {
    const it = await scene();
    addMountTarget(it.aws.world, { fileSystemId: it.fileSystem.id, groupIds: [it.stray.id] });
    const { receive, lines } = loggingApp(it);
    const { fileSystem, mountTarget } = it;
    await receive(message('m-1', { fileSystemIds: [fileSystem.id] }), message('m-2', modified(mountTarget)));
    const ids = linesSaying('decided', lines).map((line) => line['mountTargetId']);
    expect(ids.toSorted()).toEqual([...it.aws.world.mountTargets.keys()].toSorted());
  });

  it.each([
    { status: 'would-fix', level: 'WARN', policy: policyText().replace('enforce', 'audit') },
    { status: 'refused', level: 'WARN', environment: 'nowhere' },
    { status: 'failed', level: 'ERROR', error: 'AccessDeniedException' },
    { status: 'deferred', level: 'WARN', error: 'InternalServerError' },
  ])('says $status as $level', async ({ status, level, policy, environment, error }) => {
    const it = await scene(policy === undefined ? {} : { policy });
    if (environment !== undefined) it.fileSystem.tags.set('environment', environment);
    if (error !== undefined) it.aws.faults.next('efs:DescribeFileSystems', { error });
    const { invoke, lines } = loggingApp(it);
    await invoke({ mountTargetIds: [it.mountTarget.id] });
    expect(linesSaying('decided', lines)).toMatchObject([{ status, level }]);
  });

  it('is not written for an unmanaged mount target when the policy says so', async () => {
    const it = await scene({ policy: policyText('unmatched: ignore') });
    it.fileSystem.tags.clear();
    const { invoke, lines } = loggingApp(it);
    expect(await invoke({ mountTargetIds: [it.mountTarget.id] })).toMatchObject({ summary: { unmanaged: 1 } });
    expect(linesSaying('decided', lines)).toEqual([]);
  });
});

it.each(['DEBUG', 'INFO', 'WARN', 'ERROR'])(
  'the ordered line is written at level %s, with its times in ISO 8601',
  (level) => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', level);
    const lines = outputLines();
    const { journal } = telemetry({}, Date.now);
    const [at, until, since] = [Date.UTC(2026, 10, 1), Date.UTC(2026, 11, 1), Date.UTC(2026, 9, 1)];
    const order = {
      orderId: 'o-1',
      order: 'revert',
      ids: ['fsmt-00000001'],
      by: 'ana',
      reason: 'INC-7',
      requestId: 'r-1',
    };
    journal.ordered({ ...order, at, until, since });
    expect(linesSaying('ordered', lines)).toMatchObject([
      {
        level: 'INFO',
        ...order,
        at: '2026-11-01T00:00:00.000Z',
        until: '2026-12-01T00:00:00.000Z',
        since: '2026-10-01T00:00:00.000Z',
      },
    ]);
  },
);

describe('the metrics', () => {
  it('carry the names of the environment that is handed in', () => {
    const lines = outputLines();
    const named = { POWERTOOLS_SERVICE_NAME: 'files', POWERTOOLS_METRICS_NAMESPACE: 'Storage' };
    const { logger, metrics } = telemetry(named, Date.now);
    logger.info('said');
    expect(linesSaying('said', lines)).toMatchObject([{ service: 'files' }]);
    expect(metrics.serializeMetrics()).toMatchObject({
      service: 'files',
      _aws: { CloudWatchMetrics: [{ Namespace: 'Storage' }] },
    });
  });

  const emf = async (it: Scene, event: unknown) => {
    const { invoke, lines, metrics } = loggingApp(it);
    await invoke(event);
    metrics.publishStoredMetrics();
    const [published, ...rest] = parsedLines(lines).filter((line) => '_aws' in line);
    expect(rest).toEqual([]);
    return published;
  };

  it('of a fix count it and say how long it took since the event', async () => {
    const it = await scene();
    const changedAt = it.clock.now() - 5000;
    const line = await emf(it, modified(it.mountTarget, 'e-1', { at: changedAt }));
    expect(line).toMatchObject({
      ...{ service: 'mountguard', Checked: 1, Drifted: 1, Fixed: 1 },
      EventToFixSeconds: (it.clock.now() - changedAt) / 1000,
      _aws: { CloudWatchMetrics: [{ Namespace: 'Mountguard', Dimensions: [['service']] }] },
    });
    expect(line).not.toHaveProperty('Failed');
  });

  it.each([
    { what: 'the write fails', fault: 'BadRequest', counted: { Checked: 1, Drifted: 1, Failed: 1 } },
    { what: 'the write is deferred', fault: 'InternalServerError', counted: { Checked: 1, Drifted: 1, Deferred: 1 } },
    { what: 'AWS refuses it', fault: 'SecurityGroupLimitExceeded', counted: { Checked: 1, Refused: 1 } },
  ])('count when $what', async ({ fault, counted }) => {
    const it = await scene();
    it.aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: fault });
    const line = { ...(await emf(it, modified(it.mountTarget))) };
    const names = ['Checked', 'Drifted', 'Fixed', 'Refused', 'Deferred', 'Failed', 'EventToFixSeconds'];
    expect(Object.fromEntries(Object.entries(line).filter(([name]) => names.includes(name)))).toEqual(counted);
  });

  it.each([
    { what: 'AWS refuses it', fault: 'SecurityGroupLimitExceeded', standing: 1 },
    { what: 'the write is deferred', fault: 'InternalServerError', standing: undefined },
  ])('say that drift stays when $what: $standing', async ({ fault, standing }) => {
    const it = await scene();
    it.aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: fault });
    expect((await emf(it, modified(it.mountTarget)))?.['Standing']).toBe(standing);
  });

  it('leave to another metric what is paused, and say of no mistyped order that drift stays', async () => {
    const it = await scene({ policy: policyText('paused: true') });
    const paused = await emf(it, modified(it.mountTarget));
    expect(paused).toMatchObject({ Unconfirmed: 1 });
    expect(paused).not.toHaveProperty('Standing');
    const other = await scene();
    const order = await emf(other, { revert: other.mountTarget.id, until: '2026-10-01', by: 'ana', reason: 'typo' });
    expect(order).toMatchObject({ Refused: 1 });
    expect(order).not.toHaveProperty('Standing');
  });

  it('count no drift where nothing could be read', async () => {
    const it = await scene();
    it.aws.faults.next('efs:DescribeFileSystems', { error: 'AccessDeniedException' });
    const line = await emf(it, modified(it.mountTarget));
    expect(line).toMatchObject({ Checked: 1, Failed: 1 });
    expect(line).not.toHaveProperty('Drifted');
  });

  it('of a compliant mount target count only that it was checked', async () => {
    const it = await scene();
    it.aws.world.securityGroups.get(it.stray.id)?.tags.set('nfs-access', 'prod');
    it.aws.world.securityGroups.delete(it.wanted.id);
    const line = await emf(it, modified(it.mountTarget));
    expect(line).toMatchObject({ Checked: 1 });
    expect(line).not.toHaveProperty('Drifted');
  });
});

describe('what is logged', () => {
  const hostile = 'x"}\n{"level":"INFO","message":"decided","status":"fixed"}\r\u2028';

  it('stays one JSON object a line, whatever tags and names hold', async () => {
    const it = await scene();
    it.fileSystem.tags.set('environment', hostile);
    const refused = loggingApp(it);
    await refused.invoke({ mountTargetIds: [it.mountTarget.id] });
    addGroup(it.aws.world, { name: hostile, tags: { 'nfs-access': hostile } });
    await refused.invoke({ mountTargetIds: [it.mountTarget.id] });
    expect(linesSaying('decided', refused.lines)).toMatchObject([{ status: 'refused' }, { status: 'fixed' }]);
    expect(refused.lines).toHaveLength(2);
  });

  it('stays so when an event, a message or AWS is hostile', async () => {
    const it = await scene();
    const { receive, lines } = loggingApp(it);
    it.aws.faults.next('efs:DescribeFileSystems', { error: 'BadRequest', message: hostile });
    const userIdentity = { arn: hostile };
    const event = modified(it.mountTarget, hostile);
    await receive(
      message('m-1', hostile),
      message('m-2', { mountTargetIds: [hostile] }),
      message('m-3', { ...event, detail: { ...event.detail, userIdentity } }),
    );
    expect(linesSaying('decided', lines)).toMatchObject([{ status: 'failed', actor: hostile }]);
    expect(linesSaying('message returned', lines)).toHaveLength(2);
    expect(lines).toHaveLength(3);
  });

  it.each(['no fault', 'AccessDeniedException', 'InternalServerError'])(
    'holds neither credentials nor the event (%s)',
    async (error) => {
      const it = await scene();
      if (error !== 'no fault') {
        it.aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error });
        it.aws.faults.next('dynamodb:DeleteItem', { error });
      }
      const { receive, lines } = loggingApp(it);
      await receive(message('m-1', modified(it.mountTarget)));
      await receive(message('m-2', 'nonsense'));
      const all = lines.join('\n');
      expect(lines.length).toBeGreaterThan(1);
      for (const secret of ['AKIALOCAL', 'local-secret-key', 'AWS4-HMAC', 'Signature=', 'ASIAEXAMPLEKEYID0001'])
        expect(all).not.toContain(secret);
      for (const part of ['sourceIPAddress', '203.0.113.10', 'principalId', 'tlsDetails', 'handle-of-'])
        expect(all).not.toContain(part);
    },
  );
});
