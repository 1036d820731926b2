import { describe, expect, it } from 'vitest';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { eventAbout } from '../../support/engine-events.ts';
import { guardedScene, hourMs } from '../../support/guarded-scene.ts';
import { must } from '../../support/must.ts';
import { modifiedBy, terraform } from '../../support/safety-scene.ts';

/** A mount target of a file system of its own, of which nothing is on record; its group lets some machines in, and six are shut out. */
const neverSeen = async (machines: number) => {
  const it = await guardedScene();
  for (let n = 0; n < 5; n += 1) it.machine(it.app);
  const { door, group, machine } = it.door('other');
  for (let n = 1; n < machines; n += 1) it.machine(group);
  const target = must(it.addTargets(1, { apart: true })[0]);
  setGroups(it.aws.world, target.id, [door.id]);
  const attached = (at: number, groups: readonly string[]) =>
    it.invoke(modifiedBy(target, terraform, { at, groups })).then(({ results }) => must(results[0]));
  return { ...it, door, machine, target, attached };
};

const refused = { status: 'refused', reasons: ['nfs-cut-off'] };

describe('a mount target of which nothing is on record, while more machines are shut out than get in', () => {
  it('is put right where an event says that its set was attached just now: one machine that debugs came with it', async () => {
    const it = await neverSeen(1);
    const finding = await it.attached(it.clock.now() - 60_000, [it.door.id]);
    expect(finding).toMatchObject({ status: 'fixed', warnings: ['nfs-cut-off'], after: [it.wanted.id] });
    expect(finding.explanation).toContain(`${it.machine} (by other-machines (`);
    expect(finding.explanation).toContain('6 machines that the rule wants in are shut out now');
  });

  it('is put right where a person asks about it, who reads what it says', async () => {
    const it = await neverSeen(1);
    const { results } = await it.invoke({ fileSystemIds: [it.target.fileSystemId] });
    expect(results).toMatchObject([{ status: 'fixed', warnings: ['nfs-cut-off'] }]);
  });

  it('is left alone where more than one machine would lose access: a small group may be the one in use', async () => {
    const it = await neverSeen(2);
    expect(await it.attached(it.clock.now() - 60_000, [it.door.id])).toMatchObject(refused);
    const { results } = await it.invoke({ mountTargetIds: [it.target.id] });
    expect(results).toMatchObject([refused]);
  });

  it.each<{ when: string; look: (it: Awaited<ReturnType<typeof neverSeen>>) => Promise<unknown> }>([
    { when: 'the event tells of another set', look: (it) => it.attached(it.clock.now(), [it.door.id, it.stray.id]) },
    { when: 'the set is attached for two days', look: (it) => it.attached(it.clock.now() - 48 * hourMs, [it.door.id]) },
    { when: 'an event does not say which set it attached', look: (it) => it.changed(it.target) },
    {
      when: 'the file system was tagged, so that a rule governs it now',
      look: async (it) => {
        const event = eventAbout('cloudtrail-efs-tag-resource', { resourceId: it.target.fileSystemId });
        return must((await it.invoke(event)).results[0]);
      },
    },
    {
      when: 'a sweep has seen it before, and never as it should be',
      look: async (it) => {
        await it.hours(1);
        return it.attached(it.clock.now(), [it.door.id]);
      },
    },
  ])('is left alone where nothing says that its set is new: $when', async ({ look }) => {
    const it = await neverSeen(1);
    const finding = await look(it);
    expect(finding).toMatchObject(refused);
    expect(it.groupsOf(it.target)).toEqual([it.door.id]);
  });

  it('is not queued by a sweep, whose plan says so', async () => {
    const it = await neverSeen(1);
    expect(await it.sweep({ dryRun: true })).toMatchObject({ summary: { compliant: 1, refused: 1 } });
    expect(await it.sweep()).toMatchObject({ queued: 0, summary: { refused: 1 } });
  });
});
