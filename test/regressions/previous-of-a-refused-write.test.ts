import { expect, it } from 'vitest';
import { setGroups } from '../../infra/local/world/storage.ts';
import { type SafetyScene, safetyScene } from '../support/safety-scene.ts';

const modify = 'efs:ModifyMountTargetSecurityGroups';
const read = 'efs:DescribeMountTargetSecurityGroups';

/** The set that our last change left, as a look that writes nothing tells it. */
const previous = async ({ invoke, mountTarget }: SafetyScene) =>
  (await invoke({ mountTargetIds: [mountTarget.id], dryRun: true })).results[0]?.previous;

it('names no set that AWS refused as the one that our last change left', async () => {
  const it = await safetyScene();
  const refused = async () => {
    it.aws.faults.next(modify, { error: 'IncorrectMountTargetState' });
    expect(await it.changed()).toMatchObject({ status: 'deferred', reasons: ['lifecycle-state'] });
  };
  await refused();
  expect(await previous(it)).toBeNull();

  await it.changed();
  it.wanted.tags.set('nfs-access', 'staging');
  it.stray.tags.set('nfs-access', 'prod');
  await refused();
  expect(await previous(it)).toEqual([it.wanted.id]);
});

it.each([
  {
    when: 'AWS did not say what is attached after it',
    happens: ({ aws }: SafetyScene) => aws.faults.next(read, { error: 'AccessDeniedException' }),
  },
  {
    when: "reading back showed another caller's set",
    happens: ({ aws, mountTarget, stray, wanted }: SafetyScene) =>
      setGroups(aws.world, mountTarget.id, [stray.id, wanted.id]),
  },
])('names the set of a write that may have landed: $when', async ({ happens }) => {
  const it = await safetyScene();
  it.aws.faults.after(modify, () => happens(it));
  expect(await it.changed()).toMatchObject({ status: 'failed' });

  expect(await previous(it)).toEqual([it.wanted.id]);
});
