import { describe, expect, it } from 'vitest';
import { TerminalError } from '../../../functions/core/model/errors.ts';
import type { SecurityGroupId } from '../../../functions/core/model/ids.ts';
import type { Reader } from '../../../functions/engine/ports/reader.ts';
import type { WorkQueue } from '../../../functions/engine/ports/work-queue.ts';
import { interfaceOf, setGroups } from '../../../infra/local/world/storage.ts';
import { message, modified, workMessage } from '../../support/engine-events.ts';
import { groupIdOf } from '../../support/engine-scene.ts';
import { type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';

const ATTACHED = 'efs:DescribeMountTargetSecurityGroups';

/** EC2 as it shows other groups than EFS. */
const showing = ({ ports: { reader } }: SafetyScene, attached: readonly SecurityGroupId[]): Reader => ({
  ...reader,
  interfaces: async (ids) => (await reader.interfaces(ids)).map((it) => ({ ...it, attached })),
});

/** A mount target that has drifted, and EC2 as it was before that. */
const lagging = async () => {
  const it = await safetyScene();
  const reader = showing(it, [groupIdOf(it.wanted)]);
  it.aws.calls.reset();
  return { ...it, reader };
};

describe('where EC2 shows the right groups', () => {
  it('an event that reports a change has EFS asked, and drift put right', async () => {
    const { reader, ...it } = await lagging();
    expect(await it.changed(it.mountTarget, terraform, { reader })).toMatchObject({
      ...{ status: 'fixed', before: [it.stray.id], after: [it.wanted.id] },
      causedBy: { arn: terraform.arn },
    });
  });

  it.each([
    { what: 'a work message', look: (it: SafetyScene) => ({ mountTargetIds: [it.mountTarget.id] }) },
    {
      what: 'an interface item, which is what EC2 says',
      look: (it: SafetyScene) => ({
        source: 'aws.config',
        'detail-type': 'Config Configuration Item Change',
        detail: {
          configurationItem: {
            resourceType: 'AWS::EC2::NetworkInterface',
            resourceId: interfaceOf(it.aws.world, it.mountTarget).id,
          },
        },
      }),
    },
  ])('$what does not', async ({ look }) => {
    const { reader, ...it } = await lagging();
    expect(await it.invoke(look(it), { reader })).toMatchObject({ summary: { compliant: 1 } });
    expect(it.aws.calls.total(ATTACHED)).toBe(0);
  });

  it('an event that our own change has overtaken long ago does not', async () => {
    const it = await safetyScene();
    const at = it.clock.now();
    it.clock.pass(60_000);
    await it.changed();
    it.aws.calls.reset();
    expect(await it.invoke(modified(it.mountTarget, 'late', { at }))).toMatchObject({ summary: { compliant: 1 } });
    expect(it.aws.calls.total(ATTACHED)).toBe(0);
  });

  it('an event of the same second as our own change does: the other change may have been the later one', async () => {
    const it = await safetyScene();
    await it.changed();
    it.clock.pass(500);
    const at = Math.floor(it.clock.now() / 1000) * 1000;
    const reader = showing(it, [groupIdOf(it.wanted)]);
    it.drift();
    const answer = await it.invoke(modified(it.mountTarget, 'e-2', { at }), { reader });
    expect(answer).toMatchObject({ summary: { fixed: 1 } });
  });

  it('a mount target that is gone by the word of EFS is gone', async () => {
    const { reader, ...it } = await lagging();
    const attachedGroups = async () => undefined;
    expect(await it.changed(it.mountTarget, terraform, { reader: { ...reader, attachedGroups } })).toMatchObject({
      status: 'gone',
    });
  });
});

describe('where EFS may not be asked', () => {
  const denied = () => Promise.reject(new TerminalError('AccessDenied', { code: 'access-denied' }));

  it('another look is queued for half a minute later', async () => {
    const { reader, ...it } = await lagging();
    const over = { reader: { ...reader, attachedGroups: denied } };
    expect(await it.changed(it.mountTarget, terraform, over)).toMatchObject({ status: 'compliant' });
    const [later] = it.waiting();
    expect(JSON.parse(later?.body ?? '')).toMatchObject({ cause: 'again', mountTargetId: it.mountTarget.id });
    expect(later?.visibleAt).toBe(it.clock.now() + 30_000);
    it.clock.pass(30_000);
    await it.drain();
    expect(it.groups()).toEqual([it.wanted.id]);
    expect(it.waiting()).toEqual([]);
  });

  it('a mount target goes round by its own messages a few times at most', async () => {
    const rounds = async (hops: number | undefined): Promise<unknown> => {
      const { reader, ...it } = await lagging();
      const over = { reader: { ...reader, attachedGroups: denied } };
      const event = message('event', modified(it.mountTarget, 'e-1', { at: it.clock.now() }));
      const own = message('own', {
        ...workMessage(it.mountTarget),
        cause: 'again',
        ...(hops !== undefined && { hops }),
      });
      await it.receive([event, own], over);
      return it.waiting().map(({ body }) => JSON.parse(body).hops);
    };
    expect(await Promise.all([undefined, 1, 2, 3].map(rounds))).toEqual([[1], [2], [3], []]);
  });

  it('and nothing can be queued, the sweep is left to see to it, with a warning', async () => {
    const { reader, ...it } = await lagging();
    const queue: WorkQueue = { send: async (items) => new Map(items.map((item) => [item, 'no'])) };
    const over = { reader: { ...reader, attachedGroups: denied }, queue };
    expect(await it.changed(it.mountTarget, terraform, over)).toMatchObject({ status: 'compliant' });
    expect(it.warnings).toContain('EFS may not be asked, and no later look is queued; the next sweep sees to it');
  });
});

it('writes nothing where EC2 still shows the drift that has been put right', async () => {
  const it = await safetyScene();
  setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]);
  const reader = showing(it, [groupIdOf(it.stray)]);
  expect(await it.changed(it.mountTarget, terraform, { reader })).toMatchObject({
    ...{ status: 'compliant', before: [it.wanted.id] },
  });
  expect(it.modifies()).toBe(0);
});
