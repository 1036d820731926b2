import { describe, expect, it } from 'vitest';
import { groupsOf, setGroups } from '../../../infra/local/world/storage.ts';
import { message, modified } from '../../support/engine-events.ts';
import { type SafetyScene, safetyScene } from '../../support/safety-scene.ts';

/** Does something while EC2 does not list a group yet. */
const unlisted = async <T>(it: SafetyScene, group: SafetyScene['wanted'], work: () => Promise<T>): Promise<T> => {
  it.aws.world.securityGroups.delete(group.id);
  const done = await work();
  it.aws.world.securityGroups.set(group.id, group);
  return done;
};

describe('while EC2 does not list the group that a rule wants', () => {
  it('a recent change is looked at again in half a minute, and put right then', async () => {
    const it = await safetyScene();
    const finding = await unlisted(it, it.wanted, () => it.changed());
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['no-matching-group'], after: [it.stray.id] });
    expect(finding.explanation).toMatch(/EC2 may not list every group of vpc-.*looked at again in 30 s\.$/);
    it.clock.pass(30_000);
    await it.drain();
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('a message comes back until two minutes after the change, and is refused then', async () => {
    const it = await safetyScene();
    const event = modified(it.mountTarget, 'e-1', { at: it.clock.now() });
    await unlisted(it, it.wanted, async () => {
      for (const seconds of [30, 90]) {
        expect(await it.receive([message('m-1', event)])).toEqual(['m-1']);
        it.clock.pass(seconds * 1000);
      }
      expect(await it.receive([message('m-1', event)])).toEqual([]);
    });
    expect(it.findings.map(({ status }) => status)).toEqual(['deferred', 'deferred', 'refused']);
  });

  it.each([
    { what: 'an older change', ago: 120_000 },
    { what: 'a change that lies ahead', ago: -120_000 },
    { what: 'a change of unknown time', ago: undefined },
  ])('$what is refused', async ({ ago }) => {
    const it = await safetyScene();
    const at = ago === undefined ? {} : { at: it.clock.now() - ago };
    const { results } = await unlisted(it, it.wanted, () => it.invoke(modified(it.mountTarget, 'e-1', at)));
    expect(results).toMatchObject([{ status: 'refused', reasons: ['no-matching-group'] }]);
  });
});

it('an attached group that EC2 does not list yet is not replaced', async () => {
  const it = await safetyScene();
  setGroups(it.aws.world, it.mountTarget.id, [it.stray.id]);
  const finding = await unlisted(it, it.stray, () => it.changed());
  expect(finding).toMatchObject({ status: 'deferred', reasons: ['group-not-in-vpc'] });
  expect(groupsOf(it.aws.world, it.mountTarget.id)).toEqual([it.stray.id]);
});
