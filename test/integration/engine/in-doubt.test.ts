import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../functions/core/model/errors.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { ledgerOf, leftovers } from '../../support/engine-ledger.ts';
import { fileSystemIdOf, groupIdOf } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { safetyScene, terraform } from '../../support/safety-scene.ts';

const MODIFY = 'efs:ModifyMountTargetSecurityGroups';
const minute = 60_000;

/** A file system with two mount targets that drifted; the write to the first is in doubt: its answer was lost, and it has not landed. */
const doubtful = async () => {
  const it = await safetyScene();
  const [first] = it.addTargets(1);
  const sibling = must(first);
  const lost = () => Promise.reject(new RetryableError('no answer', { code: 'no-response' }));
  const began = it.clock.now();
  const finding = await it.changed(it.mountTarget, terraform, {
    actuator: { ...it.ports.actuator, replaceGroups: lost },
  });
  expect(finding).toMatchObject({ status: 'deferred', reasons: ['no-response'], after: [it.stray.id] });
  return {
    ...it,
    sibling,
    began,
    /** The write arrives after all. */
    land: () => setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]),
    /** Looks at the sibling. */
    next: (over: Partial<Ports> = {}) => it.changed(sibling, terraform, over),
    recorded: async () => (await ledgerOf(it)).changes.map(({ status, reasons }) => [status, ...reasons]),
  };
};

const halted = { status: 'deferred', reasons: ['stage-halted'] };

describe('a write in doubt', () => {
  it('is on record as such, with no outcome and no lease, and counts against the budget', async () => {
    const it = await doubtful();
    const { state, changes } = await ledgerOf(it);
    expect(state?.['intent']).toMatchObject({ phase: 'in-doubt', mountTargetId: it.mountTarget.id });
    expect(await leftovers(it)).toEqual(['intent', 'listed']);
    expect(changes).toEqual([]);
  });

  it('is told as the set that our last change left, as long as it may have landed', async () => {
    const it = await doubtful();
    const looked = await it.invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true });
    expect(looked.results).toMatchObject([{ status: 'would-fix', previous: [it.wanted.id] }]);
    it.clock.pass(11 * minute);
    await it.next();
    const later = await it.invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true });
    expect(later.results).toMatchObject([{ previous: null }]);
  });

  it('is settled by the next look at its own mount target: not landed, and made again', async () => {
    const it = await doubtful();
    expect(await it.changed()).toMatchObject({ status: 'fixed', reasons: [] });
    expect(await it.recorded()).toEqual([['failed', 'interrupted'], ['fixed']]);
    expect(it.modifies()).toBe(1);
  });

  it('is settled by the next look at its own mount target: landed', async () => {
    const it = await doubtful();
    it.land();
    expect(await it.changed()).toMatchObject({ status: 'fixed', reasons: ['interrupted'], before: [it.stray.id] });
    expect(await it.recorded()).toEqual([['fixed', 'interrupted']]);
    expect(it.modifies()).toBe(0);
  });

  it('changes nothing that was made since when it lands after it was made again', async () => {
    const it = await doubtful();
    await it.changed();
    it.land();
    expect(await it.changed()).toMatchObject({ status: 'compliant', previous: [it.wanted.id] });
  });

  it('is drift like any other when it lands after another set was written, and nobody is blamed', async () => {
    const it = await doubtful();
    const other = addGroup(it.aws.world, { name: 'new', tags: { 'nfs-access': 'prod' } });
    it.admit(other, { peer: { cidrIpv4: '10.0.0.0/8' } });
    it.wanted.tags.clear();
    expect(await it.changed()).toMatchObject({ status: 'fixed', after: [other.id] });
    it.land();
    it.clock.pass(minute);
    await it.sweep();
    await it.drain();
    expect(it.groups()).toEqual([other.id]);
    const last = it.findings.findLast(({ mountTargetId }) => mountTargetId === it.mountTarget.id);
    expect(last).toMatchObject({ status: 'fixed', causedBy: { arn: null }, previous: [other.id] });
  });
});

describe('a sibling of a write in doubt', () => {
  it('waits, and says for what, why and until when', async () => {
    const it = await doubtful();
    const until = new Date(it.began + 10 * minute).toISOString();
    const finding = await it.next();
    expect(finding).toMatchObject({ ...halted, after: [it.stray.id] });
    expect(finding.explanation).toMatch(
      /Deferred: change \S+ to \S+ on the same file system is not confirmed yet \(it is not attached\)/,
    );
    expect(finding.explanation).toContain(`${it.mountTarget.id} on the same file system`);
    expect(finding.explanation).toContain(`it is waited for until ${until}`);
    expect(await it.recorded()).toEqual([]);
  });

  it('goes on as soon as it lands, which is then on record', async () => {
    const it = await doubtful();
    await it.next();
    it.land();
    it.clock.pass(9 * minute);
    expect(await it.next()).toMatchObject({ status: 'fixed' });
    expect(await it.recorded()).toEqual([['fixed', 'interrupted'], ['fixed']]);
  });

  it('goes on after ten minutes, when it counts as failed also if it lands then', async () => {
    const it = await doubtful();
    it.clock.pass(it.began + 10 * minute - it.clock.now() - 1);
    expect(await it.next()).toMatchObject(halted);
    it.clock.pass(1);
    expect(await it.next()).toMatchObject({ status: 'fixed' });
    expect(await it.recorded()).toEqual([['failed', 'interrupted'], ['fixed']]);
    it.land();
    expect(await it.changed()).toMatchObject({ status: 'compliant' });
    expect(await it.recorded()).toHaveLength(2);
  });

  it.each([
    {
      when: 'its lifecycle state forbids to read its groups',
      error: new RetryableError('IncorrectMountTargetState', { code: 'lifecycle-state' }),
    },
    { when: 'the role may not read it', error: new TerminalError('AccessDenied', { code: 'access-denied' }) },
  ])('waits ten minutes and no longer when $when', async ({ error }) => {
    const it = await doubtful();
    const { actuator } = it.ports;
    const attachedGroups: typeof actuator.attachedGroups = (id) =>
      id === it.mountTarget.id ? Promise.reject(error) : actuator.attachedGroups(id);
    const over = { actuator: { ...actuator, attachedGroups } };
    const waiting = await it.next(over);
    expect(waiting).toMatchObject(halted);
    expect(waiting.explanation).toContain(`is not confirmed yet (${error.message})`);
    it.clock.pass(10 * minute);
    expect(await it.next(over)).toMatchObject({ status: 'fixed' });
    expect(await it.recorded()).toEqual([['failed', 'interrupted'], ['fixed']]);
  });

  it('is not held up by one whose mount target is gone', async () => {
    const it = await doubtful();
    const { actuator } = it.ports;
    const attachedGroups: typeof actuator.attachedGroups = async (id) =>
      id === it.mountTarget.id ? undefined : actuator.attachedGroups(id);
    expect(await it.next({ actuator: { ...actuator, attachedGroups } })).toMatchObject({ status: 'fixed' });
    expect(await it.recorded()).toEqual([['gone', 'interrupted'], ['fixed']]);
  });
});

describe('what a person can do about a doubt', () => {
  it.each(['mountTarget', 'fileSystem', 'sibling'] as const)('history of the %s shows it', async (of) => {
    const it = await doubtful();
    const { history } = await it.invoke({ history: it[of].id });
    expect(history).toMatchObject({
      fileSystemId: it.fileSystem.id,
      pending: { phase: 'in-doubt', mountTargetId: it.mountTarget.id, after: [groupIdOf(it.wanted)] },
    });
  });

  it.each(['mountTarget', 'fileSystem'] as const)('release of the %s ends it', async (of) => {
    const it = await doubtful();
    const { released, explanation } = await it.invoke({ release: it[of].id, by: 'ana', reason: 'INC-0' });
    expect(released).toBe(true);
    expect(explanation).toMatch(new RegExp(`^Change \\S+ to ${it.mountTarget.id} is no longer waited for\\.$`));
    expect((await it.invoke({ history: it.fileSystem.id })).history).not.toHaveProperty('pending');
    expect(await it.next()).toMatchObject({ status: 'fixed' });
  });

  it('release of a sibling does not', async () => {
    const it = await doubtful();
    expect(await it.invoke({ release: it.sibling.id, by: 'ana', reason: 'INC-0' })).toMatchObject({ released: false });
    expect(await it.next()).toMatchObject(halted);
  });

  it('release says so when the writer is still at work', async () => {
    const it = await doubtful();
    await it.ports.ledger.acquire(fileSystemIdOf(it.fileSystem));
    const { released, explanation } = await it.invoke({ release: it.fileSystem.id, by: 'ana', reason: 'INC-0' });
    expect(released).toBe(false);
    expect(explanation).toContain('is still being made; try again in two minutes');
  });
});

describe('the sweep', () => {
  it('has a doubt looked at again, so that it ends although no event names its mount target', async () => {
    const it = await doubtful();
    it.land();
    it.clock.pass(3 * minute);
    await it.sweep();
    await it.drain();
    expect(await leftovers(it)).toEqual([]);
    expect(await it.recorded()).toContainEqual(['fixed', 'interrupted']);
  });
});

it('leaves a read back that AWS refuses in doubt, and tells the set that was written', async () => {
  const it = await safetyScene();
  it.aws.faults.after(MODIFY, () =>
    it.aws.faults.next('efs:DescribeMountTargetSecurityGroups', { error: 'AccessDeniedException' }),
  );
  expect(await it.changed()).toMatchObject({ status: 'failed', reasons: ['access-denied'], after: [it.wanted.id] });
  expect((await ledgerOf(it)).state?.['intent']).toMatchObject({ phase: 'in-doubt' });
  expect(await it.changed()).toMatchObject({ status: 'fixed', reasons: ['interrupted'] });
});
