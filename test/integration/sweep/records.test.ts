import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { fileSystemId } from '../../../functions/core/model/ids.ts';
import { localTables } from '../../../infra/local/tables.ts';
import type { MountTarget } from '../../../infra/local/world/world.ts';
import { idOf, policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';
import { changesOf, dieOverWrite, silent } from '../../support/safety-steps.ts';
import { region } from './region.ts';

const minute = 60_000;
const day = 86_400_000;

const hold = (it: SafetyScene, of: MountTarget) => {
  const at = it.clock.now();
  const placed = { until: at + day, reason: 'INC-1', by: 'me', at };
  return it.ports.ledger.hold(must(fileSystemId(of.fileSystemId)), idOf(of), placed);
};

/** Writes a state that no ledger of ours has written. */
const garble = (it: SafetyScene, of: string, say: object) =>
  it.clients.dynamo().send(
    new PutItemCommand({
      TableName: localTables.ledger,
      Item: marshall({ pk: `111122223333/us-east-1/${of}`, sk: 'state', ...say }),
    }),
  );

/** One mount target may change, of two or three. */
const tight = policyText('limits: { changesPerSweep: { count: 1, percent: 100 } }');

describe('what is on record of a mount target that drifted', () => {
  it('keeps it from the queue and from the budget: what is held neither changes nor counts', async () => {
    const it = await safetyScene({ policy: tight });
    for (const other of it.addTargets(2, { apart: true })) await hold(it, other);
    const swept = await it.sweep();
    expect(swept).toMatchObject({ queued: 1, summary: { drifted: 1, refused: 2 } });
    expect(swept.results.filter(({ status }) => status === 'refused').map(({ reasons }) => reasons)).toEqual([
      ['held'],
      ['held'],
    ]);
    const gate = await it.ports.ledger.gate();
    expect(gate).toHaveProperty('measured');
    expect(gate).not.toHaveProperty('closed');
  });

  it('keeps it out of the plan that a person confirms', async () => {
    const it = await safetyScene({ policy: tight });
    const { fingerprint } = await it.sweep({ dryRun: true });
    await hold(it, must(it.addTargets(1)[0]));
    expect((await it.sweep({ dryRun: true })).fingerprint).toBe(fingerprint);
  });

  it('says what our last change had left, and of nobody that he caused it', async () => {
    const it = await safetyScene();
    await it.changed(it.mountTarget, terraform);
    it.drift();
    expect(await it.sweep({ dryRun: true })).toMatchObject({
      results: [{ causedBy: { kind: 'unknown', arn: null }, previous: [it.wanted.id] }],
    });
  });

  it.each([
    { fileSystems: 10, drifted: 0, reads: 2 },
    { fileSystems: 1000, drifted: 1000, reads: 1 + Math.ceil(1000 / 99) },
  ])(
    'is read with the gate and the record of compliant sets in $reads calls when $drifted of $fileSystems file systems drifted',
    async (say) => {
      const it = await region({ limits: 'limits: { changesPerSweep: { count: 5000, percent: 100 } }' });
      for (const { ids } of it.addMany(say.fileSystems).slice(0, say.drifted)) for (const id of ids) it.drift(id);
      expect(await it.sweep({ dryRun: true })).toMatchObject({ checked: say.fileSystems * 3 });
      const ofLedger = Object.entries(it.aws.calls.counts()).filter(([operation]) => operation.startsWith('dynamodb:'));
      expect(Object.fromEntries(ofLedger)).toEqual({ 'dynamodb:BatchGetItem': say.reads, 'dynamodb:Query': 1 });
    },
  );

  it('has to be understood: a file system of which it is not is not queued, and the others are', async () => {
    const it = await safetyScene();
    const [other] = it.addTargets(1, { apart: true });
    await garble(it, it.fileSystem.id, { [`hold:${it.mountTarget.id}`]: 'nonsense' });
    expect(await it.sweep()).toMatchObject({
      queued: 1,
      results: [
        { mountTargetId: it.mountTarget.id, status: 'failed', reasons: ['internal-error'] },
        { mountTargetId: must(other).id, status: 'drifted' },
      ],
    });
  });

  it('has to be read: when the ledger does not answer, the sweep fails and queues nothing', async () => {
    const it = await safetyScene();
    await expect(it.sweep({}, silent(it, 'read'))).rejects.toMatchObject({ code: 'throttled' });
    expect(it.waiting()).toEqual([]);
    expect(await it.sweep()).toMatchObject({ queued: 1 });
  });
});

describe('a change that an invocation died over', () => {
  const died = async () => {
    const it = await safetyScene();
    await dieOverWrite(it);
    return it;
  };
  const outcomes = async (it: SafetyScene) => (await changesOf(it)).map(({ status }) => status);
  const noQueue: SafetyScene['ports']['queue'] = {
    send: async (items) => new Map(items.map((item) => [item, 'no queue'])),
  };

  it('is concluded by the next sweep, though its mount target is compliant and no event comes', async () => {
    const it = await died();
    expect(await it.sweep()).toMatchObject({ queued: 0, summary: { compliant: 1 } });
    it.clock.pass(minute);
    expect(await it.sweep({ dryRun: true })).toMatchObject({ queued: 0 });
    expect(await it.sweep()).toMatchObject({ queued: 1, summary: { compliant: 1 } });
    await it.drain();
    expect(await outcomes(it)).toEqual(['fixed']);
    expect(await it.sweep()).toMatchObject({ queued: 0 });
  });

  it('is concluded also while nothing may be written', async () => {
    const it = await died();
    it.clock.pass(minute);
    it.drift();
    await it.ports.ledger.closeGate('paused', it.clock.now());
    expect(await it.sweep()).toMatchObject({ queued: 1, results: [{ reasons: ['unconfirmed'] }] });
    await it.drain();
    expect(await outcomes(it)).toEqual(['failed']);
    expect(it.modifies()).toBe(1);
  });

  it('is queued once when it drifted again', async () => {
    const it = await died();
    it.clock.pass(minute);
    it.drift();
    expect(await it.sweep()).toMatchObject({ queued: 1 });
  });

  it('that cannot be queued is a warning, and left to the next sweep', async () => {
    const it = await died();
    it.clock.pass(minute);
    expect(await it.sweep({}, { queue: noQueue })).toMatchObject({ queued: 0 });
    expect(it.warnings).toEqual(['unfinished change not queued; the next sweep will see to it']);
  });

  it('that cannot be read is a failure that names its file system, and keeps no other from being seen to', async () => {
    const it = await died();
    it.clock.pass(minute);
    const other = 'fs-0123456789abcdef0';
    await garble(it, other, { intent: 'nonsense', listed: '111122223333/us-east-1/unfinished' });
    expect(await it.sweep()).toMatchObject({
      queued: 1,
      checked: 1,
      summary: { failed: 1 },
      results: [
        {
          mountTargetId: null,
          fileSystemId: other,
          status: 'failed',
          reasons: ['internal-error'],
          explanation: expect.stringMatching(new RegExp(`${other} in .*"intent" of the item "state"`)),
        },
      ],
    });
  });
});
