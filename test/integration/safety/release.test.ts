import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../../functions/core/model/errors.ts';
import { fixedScene } from '../../support/fixed-scene.ts';
import { must } from '../../support/must.ts';
import { safetyScene } from '../../support/safety-scene.ts';
import { changesOf, dieOverWrite, hold, recordOf } from '../../support/safety-steps.ts';

const day = 86_400_000;

describe('a release', () => {
  it('of a file system ends its hold, which that of a mount target does not', async () => {
    const it = await safetyScene();
    await hold(it, it.fileSystem);
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['held'] });
    const answer = await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' });
    expect(answer).toMatchObject({ released: false });
    for (const part of [it.fileSystem.id, 'INC-0', 'a person', `{"release": "${it.fileSystem.id}"}`])
      expect(answer.explanation).toContain(part);
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
    expect(await it.invoke({ release: it.fileSystem.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: true,
    });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('of what neither is held nor was changed answers false, and leaves nothing on record', async () => {
    const it = await safetyScene();
    for (const release of ['fsmt-0123456789abcdef0', 'fs-0123456789abcdef0', it.mountTarget.id])
      expect(await it.invoke({ release, by: 'ana', reason: 'INC-0' })).toMatchObject({
        released: false,
        explanation: expect.stringContaining(release),
      });
    expect(await recordOf(it)).toMatchObject({ holdsVersion: 0, releasedAt: new Map() });
  });

  it('of a file system whose mount targets were changed ends no count of their changes', async () => {
    const it = await fixedScene();
    expect(await it.invoke({ release: it.fileSystem.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: false,
    });
  });

  it('of a mount target that was changed starts its count afresh, once', async () => {
    const it = await fixedScene();
    expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: true,
    });
    expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: false,
    });
  });

  it('does not say that nothing is held when a later hold is', async () => {
    const it = await safetyScene();
    await hold(it, it.mountTarget, { at: it.clock.now() + day });
    const { released, explanation } = await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' });
    expect([released, explanation]).toEqual([
      false,
      expect.stringContaining(`${it.mountTarget.id} is still held until`),
    ]);
  });

  it.each([{ lands: true }, { lands: false }])(
    'of a write in doubt records whether it landed, and frees the others: $lands',
    async ({ lands }) => {
      const it = await safetyScene();
      const [sibling] = it.addTargets(1);
      await dieOverWrite(it, { lands });
      const answer = await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' });
      const [change] = await changesOf(it);
      expect(change).toMatchObject({ status: lands ? 'fixed' : 'failed', reasons: ['interrupted'] });
      expect(answer).toMatchObject({ released: true, explanation: expect.stringContaining(must(change).changeId) });
      expect((await recordOf(it)).landed).toHaveLength(lands ? 1 : 0);
      expect(await it.changed(sibling)).toMatchObject({ status: 'fixed' });
    },
  );

  it('ends a doubt also when AWS does not say whether it landed', async () => {
    const it = await safetyScene();
    await dieOverWrite(it);
    const error = new RetryableError('it is deleting', { code: 'lifecycle-state' });
    const actuator = { ...it.ports.actuator, attachedGroups: () => Promise.reject(error) };
    expect(await it.invoke({ release: it.fileSystem.id, by: 'ana', reason: 'INC-0' }, { actuator })).toMatchObject({
      released: true,
    });
    expect(await changesOf(it)).toMatchObject([{ status: 'failed', reasons: ['interrupted'] }]);
  });
});
