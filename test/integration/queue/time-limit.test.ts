import { describe, expect, it } from 'vitest';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import { appOn, lambdaContext } from '../../support/engine-app.ts';
import { awsCalls } from '../../support/engine-calls.ts';
import { modified } from '../../support/engine-events.ts';
import { type Scene, scene } from '../../support/engine-scene.ts';
import { inVirtualTime, virtualClock } from '../../support/virtual-time.ts';

const MODIFY = 'efs:ModifyMountTargetSecurityGroups';
const undone = { status: 'deferred', reasons: ['out-of-time'] };
const whole = ({ fileSystem }: Scene) => ({ fileSystemIds: [fileSystem.id] });

describe('an invocation with too little time left', () => {
  it('begins no look, and says which work is left undone', async () => {
    const it = await scene();
    const { results, summary } = await appOn(it).invoke(modified(it.mountTarget), lambdaContext(20_000));
    expect(results).toMatchObject([
      { ...undone, mountTargetId: it.mountTarget.id, explanation: expect.stringContaining('too little time is left') },
    ]);
    expect(summary).toEqual({ deferred: 1 });
    expect(awsCalls(it.aws.calls)).toEqual([]);
  });

  it('lists no file system either', async () => {
    const it = await scene();
    const { results } = await appOn(it).invoke(whole(it), lambdaContext(20_000));
    expect(results).toMatchObject([{ ...undone, mountTargetId: null, fileSystemId: it.fileSystem.id }]);
  });

  it('does not count as an answer: the event is taken up again when it comes back', async () => {
    const it = await scene();
    const { invoke } = appOn(it);
    await invoke(modified(it.mountTarget), lambdaContext(20_000));
    expect(await invoke(modified(it.mountTarget))).toMatchObject({ results: [{ status: 'fixed' }] });
  });
});

describe('an invocation whose time runs out', () => {
  it('gives up reading, while there is time to say so', async () => {
    const it = await scene({ clock: virtualClock });
    it.aws.faults.before('efs:DescribeMountTargets', () => virtualClock.sleep(40_000));
    const { result, ms } = await inVirtualTime(() => appOn(it).invoke(modified(it.mountTarget)));
    expect(result.results).toMatchObject([undone]);
    expect(ms).toBeLessThan(36_000);
  });

  it('ends the write that is under way', async () => {
    const it = await scene({ clock: virtualClock });
    it.aws.faults.before(MODIFY, () => virtualClock.sleep(40_000));
    const { result } = await inVirtualTime(() => appOn(it).invoke(modified(it.mountTarget)));
    expect(result.results).toMatchObject([{ status: 'fixed' }]);
  });

  it('leaves undone only what it did not come to', async () => {
    const it = await scene({ clock: virtualClock });
    const mountTargets = Array.from({ length: 40 }, () => {
      const { id } = addFileSystem(it.aws.world, { tags: { environment: 'prod' } });
      return addMountTarget(it.aws.world, { fileSystemId: id, groupIds: [it.stray.id] });
    });
    it.aws.faults.set({ latencyMs: 2_000 });
    const payload = { mountTargetIds: mountTargets.map(({ id }) => id) };
    const { result, ms } = await inVirtualTime(() => appOn(it).invoke(payload));
    const { fixed = 0, deferred = 0, ...others } = result.summary ?? {};
    expect(others).toEqual({});
    expect([fixed + deferred, fixed > 0, deferred > 0]).toEqual([40, true, true]);
    expect(it.modifies()).toBe(fixed);
    expect(ms).toBeLessThan(60_000);
  });
});
