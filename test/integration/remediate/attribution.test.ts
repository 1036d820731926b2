import { expect, it } from 'vitest';
import { addGroup } from '../../../infra/local/world/network.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { eventAbout, message } from '../../support/engine-events.ts';
import { ledgerOf } from '../../support/engine-ledger.ts';
import { must } from '../../support/must.ts';
import { modifiedBy, type SafetyScene, safetyScene } from '../../support/safety-scene.ts';

const minute = 60_000;
const user = (name: string) => ({ arn: `arn:aws:iam::111122223333:user/${name}`, userAgent: 'aws-cli/2' });
const [alice, bob] = [user('alice'), user('bob')];

/** Has mountguard look because of events, all in one batch; its last finding. */
const told = async (it: SafetyScene, ...events: readonly object[]) => {
  expect(await it.receive(events.map((event, n) => message(`m-${n}`, event)))).toEqual([]);
  return must(it.findings.at(-1));
};

it('names whoever an event names, in the answer and on record', async () => {
  const it = await safetyScene();
  const at = it.clock.now();
  const finding = await told(it, modifiedBy(it.mountTarget, alice, { at, groups: [it.stray.id] }));
  expect(finding).toMatchObject({ status: 'fixed', causedBy: { kind: 'person', arn: alice.arn } });
  expect((await ledgerOf(it)).changes).toMatchObject([{ actor: { arn: alice.arn } }]);
});

it('names nobody for drift that no event told of, whoever did the same before', async () => {
  const it = await safetyScene();
  await told(it, modifiedBy(it.mountTarget, alice, { at: it.clock.now(), groups: [it.stray.id] }));
  it.clock.pass(200 * 24 * 60 * minute);
  it.drift();
  await it.sweep();
  await it.drain();
  expect(it.findings.at(-1)).toMatchObject({ status: 'fixed', causedBy: { kind: 'unknown', arn: null } });
  expect((await ledgerOf(it)).changes.at(-1)).not.toHaveProperty('actor');
});

it.each([
  { order: 'as they were made', turned: false },
  { order: 'turned round', turned: true },
])('of two changes in one batch names the one whose groups are attached, $order', async ({ turned }) => {
  const it = await safetyScene();
  const other = addGroup(it.aws.world, { name: 'other' });
  setGroups(it.aws.world, it.mountTarget.id, [other.id]);
  const at = it.clock.now();
  const events = [
    modifiedBy(it.mountTarget, alice, { at, groups: [it.stray.id] }),
    modifiedBy(it.mountTarget, bob, { at: at + 1000, groups: [other.id] }),
  ];
  const finding = await told(it, ...(turned ? events.toReversed() : events));
  expect(finding).toMatchObject({ status: 'fixed', causedBy: { arn: bob.arn } });
});

it.each([
  { what: 'the latest', later: 1000, named: bob.arn },
  { what: 'none where both changed it in one second', later: 0, named: null },
])('of two that do not say which groups names $what', async ({ later, named }) => {
  const it = await safetyScene();
  const at = it.clock.now();
  const finding = await told(
    it,
    modifiedBy(it.mountTarget, bob, { at: at + later }),
    modifiedBy(it.mountTarget, alice, { at }),
  );
  expect(finding).toMatchObject({ status: 'fixed', causedBy: { arn: named } });
});

it('does not name the caller of an event whose groups are not those attached', async () => {
  const it = await safetyScene();
  const finding = await told(
    it,
    modifiedBy(it.mountTarget, alice, { at: it.clock.now(), groups: [it.wanted.id, it.stray.id] }),
  );
  expect(finding).toMatchObject({ status: 'fixed', causedBy: { arn: null } });
  expect((await ledgerOf(it)).changes[0]).not.toHaveProperty('actor');
});

it('does not name the caller of an event that arrives after our own change has overtaken it', async () => {
  const it = await safetyScene();
  const late = modifiedBy(it.mountTarget, alice, { at: it.clock.now(), groups: [it.stray.id] });
  it.clock.pass(minute);
  await it.sweep();
  await it.drain();
  it.clock.pass(minute);
  it.drift();
  expect(await told(it, late)).toMatchObject({ status: 'fixed', causedBy: { arn: null } });
});

it('names whoever made a mount target with the wrong groups', async () => {
  const it = await safetyScene();
  const event = eventAbout('cloudtrail-efs-create-mount-target', { securityGroups: [it.stray.id] });
  const detail = { ...event.detail, responseElements: { mountTargetId: it.mountTarget.id } };
  expect(await told(it, { ...event, detail })).toMatchObject({
    ...{ status: 'fixed', causedBy: { arn: 'arn:aws:iam::111122223333:role/Operator' } },
  });
});
