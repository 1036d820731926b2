import { describe, expect, it } from 'vitest';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { type GuardedScene, guardedScene } from '../../support/guarded-scene.ts';
import { must } from '../../support/must.ts';
import { hold } from '../../support/safety-steps.ts';

/** A mount target that the file system got since the last sweep, with these groups. */
const added = (it: GuardedScene, ...groups: readonly { readonly id: string }[]) => {
  const target = must(it.addTargets(1)[0]);
  setGroups(
    it.aws.world,
    target.id,
    groups.map(({ id }) => id),
  );
  return target;
};

const refused = { status: 'refused', reasons: ['nfs-cut-off'] };

describe('a mount target that was added since the last sweep', () => {
  it("with an intruder's group protects his machine no more than any other mount target of its file system", async () => {
    const it = await guardedScene();
    expect(await it.changed(added(it, it.door('debug').door))).toMatchObject({ status: 'fixed', warnings: [] });
  });

  it('does so however long it stays as it was added', async () => {
    const it = await guardedScene();
    const target = added(it, it.door('debug').door);
    await hold(it, it.fileSystem, { by: 'mountguard', until: it.clock.now() + 50 * 3_600_000 });
    await it.hours(51);
    expect(it.groupsOf(target)).toEqual([it.wanted.id]);
  });

  it('protects the clients that the others let in', async () => {
    const it = await guardedScene();
    const target = added(it, it.door('emergency').door);
    it.revoke(it.wanted, it.app);
    it.admit(it.stray, { peer: { groupId: it.app.id } });
    setGroups(it.aws.world, target.id, [it.stray.id]);
    const finding = await it.changed(target);
    expect(finding).toMatchObject(refused);
    expect(finding.explanation).toContain(it.appMachine);
  });

  it('protects all who get in where no other has ever been as it should', async () => {
    const it = await guardedScene();
    const { door } = it.door('legacy');
    const [first] = it.addTargets(1, { apart: true });
    setGroups(it.aws.world, must(first).id, [door.id]);
    await it.hours(1, false);
    expect(await it.changed(must(first))).toMatchObject(refused);
  });
});

describe('a mount target that a person let be when the record began', () => {
  it('protects all who get in once that ends, although the others are on record', async () => {
    const it = await guardedScene();
    const target = added(it, it.door('legacy').door);
    await hold(it, target, { until: it.clock.now() + 48 * 3_600_000 });
    await it.hours(49, false);
    expect(await it.changed(target)).toMatchObject(refused);
  });
});
