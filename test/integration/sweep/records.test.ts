import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../../functions/core/model/errors.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { localTables } from '../../../infra/local/tables.ts';
import { setClientConnections } from '../../../infra/local/world/storage.ts';
import type { MountTarget } from '../../../infra/local/world/world.ts';
import { crash } from '../../support/engine-crash.ts';
import { idOf, policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safely, safetyScene, terraform } from '../../support/safety-scene.ts';

const minute = 60_000;
const day = 86_400_000;

const hold = (it: SafetyScene, { id }: MountTarget) => {
  const at = it.clock.now();
  return it.ports.ledger.hold(idOf({ id }), { until: at + day, reason: 'INC-1', by: 'me', at });
};

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
    expect(await it.ports.ledger.gate()).not.toHaveProperty('closed');
  });

  it('keeps it out of the plan that a person confirms', async () => {
    const it = await safetyScene({ policy: tight });
    const { fingerprint } = await it.sweep({ dryRun: true });
    await hold(it, must(it.addTargets(1)[0]));
    expect((await it.sweep({ dryRun: true })).fingerprint).toBe(fingerprint);
  });

  it('does not count towards what another policy would change', async () => {
    const it = await safetyScene({ policy: tight });
    await it.changed();
    for (const other of it.addTargets(2, { apart: true })) await hold(it, other);
    it.drift();
    it.say(`${tight}\n# another version`);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('says who caused it, by whom the same set was left before, and what our last change had left', async () => {
    const it = await safetyScene();
    await it.changed(it.mountTarget, terraform);
    it.drift();
    expect(await it.sweep({ dryRun: true })).toMatchObject({
      results: [{ causedBy: { kind: 'tool', tool: 'Terraform', arn: terraform.arn }, previous: [it.wanted.id] }],
    });
  });

  it('is asked about once for each mount target and file system that drifted, and for no other', async () => {
    const it = await safetyScene();
    it.addTargets(1);
    await it.sweep();
    await it.drain();
    it.aws.calls.reset();
    await it.sweep();
    expect(it.aws.calls.counts()['dynamodb:Query']).toBe(1);
    it.drift();
    it.aws.calls.reset();
    await it.sweep();
    expect(it.aws.calls.counts()['dynamodb:Query']).toBe(3);
  });

  it('has to be read: a mount target of which it cannot be is not queued, and the others are', async () => {
    const it = await safetyScene();
    const [other] = it.addTargets(1, { apart: true });
    const { ledger } = it.ports;
    const record: typeof ledger.record = (id) =>
      id === it.mountTarget.id
        ? Promise.reject(new RetryableError('not now', { code: 'throttled' }))
        : ledger.record(id);
    expect(await it.sweep({}, { ledger: { ...ledger, record } })).toMatchObject({
      queued: 1,
      results: [
        { mountTargetId: must(other).id, status: 'drifted' },
        { mountTargetId: it.mountTarget.id, status: 'deferred', reasons: ['throttled'] },
      ],
    });
  });
});

describe('a change that an invocation died over', () => {
  const afterModify = ({ actuator }: Ports, { here }: ReturnType<typeof crash>): Partial<Ports> => ({
    actuator: {
      replaceGroups: async (...change) => {
        await actuator.replaceGroups(...change);
        await here();
      },
    },
  });

  const died = async (policy?: string) => {
    const it = await safetyScene(policy === undefined ? {} : { policy });
    const dead = crash();
    void it.invoke({ mountTargetIds: [it.mountTarget.id] }, afterModify(it.ports, dead));
    await dead.reached;
    return it;
  };
  const statusesOf = async (it: SafetyScene) =>
    (await it.ports.ledger.record(idOf(it.mountTarget))).changes.map(({ status }) => status);

  it('is concluded by the next sweep, though its mount target is compliant and nobody sends an event', async () => {
    const it = await died();
    expect(await it.sweep()).toMatchObject({ queued: 0, summary: { compliant: 1 } });
    it.clock.pass(2 * minute + 1);
    expect(await it.sweep({ dryRun: true })).toMatchObject({ queued: 0 });
    expect(await it.sweep()).toMatchObject({ queued: 1, summary: { compliant: 1 } });
    await it.drain();
    expect(await statusesOf(it)).toEqual(['fixed']);
    expect(await it.sweep()).toMatchObject({ queued: 0 });
  });

  it('is concluded also while nothing may be written', async () => {
    const it = await died();
    it.clock.pass(2 * minute + 1);
    it.drift();
    await it.ports.ledger.closeGate('paused', it.clock.now());
    expect(await it.sweep()).toMatchObject({ queued: 1, results: [{ reasons: ['unconfirmed'] }] });
    await it.drain();
    expect(await statusesOf(it)).toEqual(['failed']);
    expect(it.modifies()).toBe(1);
  });

  it('is queued once when it drifted again', async () => {
    const it = await died();
    it.clock.pass(2 * minute + 1);
    it.drift();
    expect(await it.sweep()).toMatchObject({ queued: 1 });
  });

  it('that cannot be queued is a warning, and left to the next sweep', async () => {
    const it = await died();
    it.clock.pass(2 * minute + 1);
    const send: NonNullable<Ports['queue']>['send'] = async (items) => new Map(items.map((item) => [item, 'no queue']));
    expect(await it.sweep({}, { queue: { send } })).toMatchObject({ queued: 0 });
    expect(it.warnings).toEqual(['unfinished change not queued; the next sweep will see to it']);
  });

  it('that cannot be read is a failure that names it, and keeps no other from being seen to', async () => {
    const it = await died();
    it.clock.pass(2 * minute + 1);
    const pk = 'fsmt-0123456789abcdef0';
    const Item = marshall({ pk, sk: 'state', intent: 'nonsense', unfinished: 'yes' });
    await it.clients.dynamo().send(new PutItemCommand({ TableName: localTables.ledger, Item }));
    expect(await it.sweep()).toMatchObject({
      queued: 1,
      checked: 1,
      summary: { failed: 1 },
      results: [{ mountTargetId: pk, status: 'failed', reasons: ['internal-error'] }],
    });
  });
});

it('settles a watch whose look was never queued', async () => {
  const it = await safetyScene({ policy: safely('{ staged: { observe: 5m, connectionsDropPercent: 50 } }') });
  const start = it.clock.now();
  setClientConnections(it.aws.world, it.fileSystem.id, (at) => (at < start ? 10 : 0));
  const send: NonNullable<Ports['queue']>['send'] = async (items) => new Map(items.map((item) => [item, 'no queue']));
  expect(await it.changed(it.mountTarget, terraform, { queue: { send } })).toMatchObject({ status: 'fixed' });
  expect(await it.sweep()).toMatchObject({ queued: 0, summary: { compliant: 1 } });
  it.clock.pass(8 * minute + 1);
  expect(await it.sweep()).toMatchObject({ queued: 1, summary: { compliant: 1 } });
  await it.drain();
  expect(it.groups()).toEqual([it.stray.id]);
  it.clock.pass(3 * minute);
  expect(await it.sweep()).toMatchObject({ queued: 0, results: [{ status: 'refused', reasons: ['held'] }] });
});
