import { describe, expect, it } from 'vitest';
import { fileSystemId } from '../../../functions/core/model/ids.ts';
import { removeMountTarget, setClientConnections } from '../../../infra/local/world/storage.ts';
import { crash } from '../../support/engine-crash.ts';
import { idOf } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { safely, safetyScene, terraform } from '../../support/safety-scene.ts';

const hour = 3_600_000;

/** A file system of two mount targets; `watch` has a change to the first be watched. */
const watching = async () => {
  const scene = await safetyScene({ policy: safely('{ staged: { observe: 5m, connectionsDropPercent: 50 } }') });
  const [sibling] = scene.addTargets(1);
  setClientConnections(scene.aws.world, scene.fileSystem.id, () => 10);
  const { ledger } = scene.ports;
  const id = must(fileSystemId(scene.fileSystem.id));
  return {
    ...scene,
    sibling: must(sibling),
    ledger,
    id,
    hold: async () => (await ledger.record(id)).hold,
    watch: async () => expect(await scene.changed()).toMatchObject({ status: 'fixed' }),
    remove: () => removeMountTarget(scene.aws.world, scene.mountTarget),
    look: (say: object = {}) => scene.invoke({ mountTargetIds: [scene.mountTarget.id], ...say }),
  };
};

describe('the watch over a change', () => {
  it('is not looked for again, sweep after sweep, once a sweep has found its mount target gone', async () => {
    const it = await watching();
    await it.watch();
    it.remove();
    // A look at the other one would settle the watch.
    removeMountTarget(it.aws.world, it.sibling);
    it.clock.pass(hour);
    expect(await it.sweep()).toMatchObject({ queued: 1 });
    await it.drain();
    expect(it.findings.at(-1)).toMatchObject({ mountTargetId: it.mountTarget.id, status: 'gone' });
    expect(await it.ledger.unfinished()).toEqual([]);
    it.clock.pass(hour);
    expect(await it.sweep()).toMatchObject({ queued: 0 });
  });

  it('ends at once when its mount target is found gone, so that the next one need not wait', async () => {
    const it = await watching();
    await it.watch();
    it.remove();
    expect(await it.changed(it.sibling)).toMatchObject({ status: 'deferred', reasons: ['observing'] });
    expect(await it.look()).toMatchObject({ results: [{ status: 'gone' }] });
    expect(await it.changed(it.sibling)).toMatchObject({ status: 'fixed' });
  });

  it('ends also when the writer died, so that the change itself has yet to be concluded', async () => {
    const it = await watching();
    const dead = crash();
    void it.changed(it.mountTarget, terraform, { actuator: { replaceGroups: () => dead.here() } });
    await dead.reached;
    it.remove();
    it.clock.pass(hour);
    expect(await it.look()).toMatchObject({ results: [{ status: 'gone' }] });
    expect(await it.ledger.unfinished()).toEqual([]);
    expect((await it.ledger.record(idOf(it.mountTarget))).changes).toMatchObject([{ status: 'gone' }]);
  });

  it('goes on while only a dry run has found its mount target gone', async () => {
    const it = await watching();
    await it.watch();
    it.remove();
    expect(await it.look({ dryRun: true })).toMatchObject({ results: [{ status: 'gone' }] });
    expect(await it.hold()).toHaveProperty('watch');
  });

  it('goes on when another mount target of the file system is gone', async () => {
    const it = await watching();
    await it.watch();
    it.clock.pass(hour);
    await it.drain();
    expect(await it.changed(it.sibling)).toMatchObject({ status: 'fixed' });
    it.remove();
    expect(await it.look()).toMatchObject({ results: [{ status: 'gone' }] });
    expect(await it.hold()).toMatchObject({ watch: { mountTargetId: it.sibling.id } });
  });

  it('leaves a hold alone that has taken its place meanwhile', async () => {
    const it = await watching();
    await it.watch();
    it.remove();
    const later = { until: it.clock.now() + hour, reason: 'INC-1', by: 'a person', at: it.clock.now() + 1 };
    const record: typeof it.ledger.record = async (id) => {
      const known = await it.ledger.record(id);
      if (id === it.id) await it.ledger.hold(it.id, later);
      it.clock.pass(10);
      return known;
    };
    await it.invoke({ mountTargetIds: [it.mountTarget.id] }, { ledger: { ...it.ledger, record } });
    expect(await it.hold()).toEqual(later);
  });
});
