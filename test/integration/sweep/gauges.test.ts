import { describe, expect, it } from 'vitest';
import type { SweepPorts } from '../../../functions/engine/sweep/sweep.ts';
import { telemetry } from '../../../functions/runtime/telemetry.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import { outputLines, parsedLines } from '../../support/engine-lines.ts';
import { fileSystemIdOf, idOf, policyText } from '../../support/engine-scene.ts';
import { guardedScene, hourMs } from '../../support/guarded-scene.ts';
import { sample } from '../../support/samples.ts';
import { instantly } from '../../support/virtual-time.ts';

const scheduled = sample('schedule-scheduler');
const names = ['Noncompliant', 'Standing', 'Refused', 'Held', 'Unmanaged', 'LostRule', 'Flapping', 'OpenToWorld'];
const gauges = [...names, 'ClientsRefused', 'Unconfirmed', 'Swept'];

type Scene = Awaited<ReturnType<typeof guardedScene>>;

/** Sweeps an hour later; the gauges that were given. */
const swept = async (it: Scene, payload: unknown = scheduled, over: Partial<SweepPorts> = {}) => {
  it.clock.pass(hourMs);
  const { journal, metrics } = telemetry({}, it.clock.now);
  const lines = outputLines();
  await it.sweep(payload, { ...over, journal });
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  const [line = {}] = parsedLines(lines).filter((one) => '_aws' in one);
  return Object.fromEntries(Object.entries(line).filter(([name]) => gauges.includes(name)));
};

const zeros = { ...Object.fromEntries(gauges.map((name) => [name, 0])), Swept: 1 };

describe('the gauges of a sweep', () => {
  it('are given in full when the schedule starts it and all is well', async () => {
    expect(await swept(await guardedScene())).toEqual(zeros);
  });

  it.each([
    { when: 'an AWS Config rule starts it', payload: sample('config-rule-scheduled'), over: {} },
    { when: 'everything is paused', payload: scheduled, over: { paused: true } },
    { when: 'there is no right to write', payload: scheduled, over: { readOnly: true } },
  ])('are given when $when', async ({ payload, over }) => {
    expect(await swept(await guardedScene(), payload, over)).toEqual(zeros);
  });

  it.each([{}, { dryRun: true }, { confirm: '0123456789ab', by: 'ana', reason: 'INC-7' }])(
    'are not given for %j of a person',
    async (payload) => {
      expect(await swept(await guardedScene(), payload)).toEqual({});
    },
  );

  it('are not given when a dry run finds what an alarm is about', async () => {
    const it = await guardedScene();
    it.admit(it.wanted, { peer: { cidrIpv4: '0.0.0.0/0' } });
    expect(await swept(it, { dryRun: true })).toEqual({});
    expect(await swept(it)).toEqual({ ...zeros, OpenToWorld: 1 });
  });

  it('tell drift that is queued for the first time from drift that stays', async () => {
    const it = await guardedScene();
    it.drift();
    expect(await swept(it)).toEqual({ ...zeros, Noncompliant: 1 });
    expect(await swept(it)).toEqual({ ...zeros, Noncompliant: 1, Standing: 1 });
    await it.drain();
    expect(await swept(it)).toEqual(zeros);
    it.drift();
    expect(await swept(it)).toEqual({ ...zeros, Noncompliant: 1 });
  });

  it('take drift for new where a fix came between', async () => {
    const it = await guardedScene();
    it.drift();
    await swept(it);
    it.clock.pass(60_000);
    await it.drain();
    it.drift();
    expect(await swept(it)).toEqual({ ...zeros, Noncompliant: 1 });
  });

  it('say at once that drift stays of which AWS has refused the fix', async () => {
    const it = await guardedScene();
    it.drift();
    it.aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: 'SecurityGroupLimitExceeded' });
    await it.changed();
    expect(await swept(it)).toMatchObject({ Noncompliant: 1, Standing: 1 });
  });

  it('count what is only audited as standing', async () => {
    const audited = await guardedScene({ policy: policyText('mode: audit').replace('mode: enforce', '') });
    audited.drift();
    expect(await swept(audited)).toEqual({ ...zeros, Noncompliant: 1, Standing: 1 });
  });

  it('count what is held', async () => {
    const it = await guardedScene();
    it.drift();
    const at = it.clock.now();
    const hold = { by: 'alice', reason: 'migration', at, until: at + 30 * 24 * hourMs };
    await it.ports.ledger.hold(fileSystemIdOf(it.fileSystem), idOf(it.mountTarget), hold);
    expect(await swept(it)).toEqual({ ...zeros, Noncompliant: 1, Standing: 1, Refused: 1, Held: 1 });
  });

  it('count what no sweep may write as unconfirmed, and not as standing too', async () => {
    const it = await guardedScene();
    it.drift();
    const paused = await swept(it, scheduled, { paused: true });
    expect(paused).toEqual({ ...zeros, Noncompliant: 1, Refused: 1, Unconfirmed: 1 });
  });

  it('tell a mount target that lost its rule from one that never had one', async () => {
    const it = await guardedScene();
    const { id: fileSystemId } = addFileSystem(it.aws.world, { tags: {} });
    addMountTarget(it.aws.world, { fileSystemId, groupIds: [it.stray.id] });
    expect(await swept(it)).toEqual({ ...zeros, Unmanaged: 1 });
    expect(await swept(it)).toEqual({ ...zeros, Unmanaged: 1 });
    it.fileSystem.tags.clear();
    expect(await swept(it)).toEqual({ ...zeros, Unmanaged: 2, LostRule: 1 });
    expect(await swept(it)).toEqual({ ...zeros, Unmanaged: 2, LostRule: 1 });
    it.fileSystem.tags.set('environment', 'prod');
    expect(await swept(it)).toEqual({ ...zeros, Unmanaged: 1 });
  });

  it(
    'count what cannot be read, and call it standing where that will not pass',
    instantly(async () => {
      const it = await guardedScene();
      const denied = 'ec2:GetSecurityGroupsForVpc';
      it.aws.faults.next(denied, { error: 'UnauthorizedOperation', times: 3 });
      expect(await swept(it)).toEqual({ ...zeros, Noncompliant: 1, Standing: 1 });
      it.aws.faults.clear();
      expect(await swept(it)).toEqual(zeros);
      it.aws.faults.next(denied, { error: 'RequestLimitExceeded', times: 3 });
      expect(await swept(it)).toEqual({ ...zeros, Noncompliant: 1 });
      it.aws.faults.clear();
      it.aws.faults.next(denied, { error: 'RequestLimitExceeded', times: 3 });
      expect(await swept(it)).toEqual({ ...zeros, Noncompliant: 1, Standing: 1 });
    }),
  );
});
