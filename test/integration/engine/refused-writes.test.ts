import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../functions/core/model/errors.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { ledgerOf } from '../../support/engine-ledger.ts';
import { policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { roomy, type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';

const minute = 60_000;
const errors = {
  denied: new TerminalError('AccessDenied', { code: 'access-denied' }),
  busy: new RetryableError('IncorrectMountTargetState', { code: 'lifecycle-state' }),
  slow: new RetryableError('ThrottlingException', { code: 'throttled' }),
};

/** AWS that answers every write with an error. */
const refusing = ({ ports }: SafetyScene, error: Error): Partial<Ports> => ({
  actuator: { ...ports.actuator, replaceGroups: () => Promise.reject(error) },
});

/** Has a mount target looked at so often, so many minutes apart, while AWS refuses every write; the last finding. */
const refuse = async (it: SafetyScene, times: number, minutes: number, error: Error = errors.busy) => {
  let last = await it.changed(it.mountTarget, terraform, refusing(it, error));
  for (let n = 1; n < times; n++) {
    it.clock.pass(minutes * minute);
    last = await it.changed(it.mountTarget, terraform, refusing(it, error));
  }
  return last;
};

describe('writes that AWS refuses', () => {
  it.each(['denied', 'slow'] as const)('use up nothing of the hourly budget: %s', async (why) => {
    const limits = roomy.replace('{', '{ changesPerHour: 2,');
    const it = await safetyScene({ policy: policyText(limits) });
    const [other] = it.addTargets(1, { apart: true });
    const { code } = errors[why];
    for (let n = 0; n < 4; n++) expect(await refuse(it, 1, 0, errors[why])).toMatchObject({ reasons: [code] });
    expect(await it.changed(must(other))).toMatchObject({ status: 'fixed' });
    expect(await it.ports.ledger.gate()).not.toHaveProperty('closed');
  });

  it('have their mount target held for a day after five in a row over an hour, which says why', async () => {
    const it = await safetyScene();
    expect(await refuse(it, 4, 20)).toMatchObject({ status: 'deferred', reasons: ['lifecycle-state'] });
    it.clock.pass(1);
    const last = await refuse(it, 1, 0);
    expect(last).toMatchObject({ status: 'failed', reasons: ['lifecycle-state'] });
    expect(last.explanation).toContain(
      `${it.mountTarget.id} is held for a day: AWS refused 5 changes in a row, the last: IncorrectMountTargetState`,
    );
    const held = await it.changed();
    expect(held).toMatchObject({ status: 'refused', reasons: ['held'] });
    expect(held.explanation).toContain('by mountguard (AWS refused 5 changes in a row');
    it.clock.pass(24 * 60 * minute);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it.each([
    { what: 'fewer than five, however long they go on', times: 4, minutes: 300 },
    { what: 'many within an hour', times: 12, minutes: 5 },
  ])('do not: $what', async ({ times, minutes }) => {
    const it = await safetyScene();
    await refuse(it, times, minutes);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('are counted anew once AWS has taken one', async () => {
    const it = await safetyScene();
    await refuse(it, 4, 20);
    await it.changed();
    it.drift();
    await refuse(it, 4, 20);
    it.clock.pass(1);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('are still in a row when some between them were throttled, or left without an outcome', async () => {
    const it = await safetyScene();
    await refuse(it, 4, 21);
    await refuse(it, 2, 1, errors.slow);
    const conclude = () => Promise.reject(errors.slow);
    const ledger = { ...it.ports.ledger, conclude };
    await it.changed(it.mountTarget, terraform, { ...refusing(it, errors.busy), ledger });
    await refuse(it, 1, 0);
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['held'] });
  });

  it('are on record each, and forgotten with a release', async () => {
    const it = await safetyScene();
    await refuse(it, 4, 20);
    expect((await ledgerOf(it)).changes.map(({ status }) => status)).toEqual(Array(4).fill('deferred'));
    expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: true,
    });
    await refuse(it, 1, 0);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('keep no sibling from being put right, before the hold and after', async () => {
    const it = await safetyScene();
    const [before, after] = it.addTargets(2);
    await refuse(it, 3, 31);
    expect(await it.changed(must(before))).toMatchObject({ status: 'fixed' });
    await refuse(it, 2, 0);
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
    expect(await it.changed(must(after))).toMatchObject({ status: 'fixed' });
  });

  const says = (why: string) =>
    new TerminalError(`User: role is not authorized to perform that, ${why}`, { code: 'access-denied' });
  const otherVpc = 'because no resource-based policy allows it';
  const scp = 'with an explicit deny in a service control policy';

  it.each([
    { what: 'the mount target is held, where AWS names no policy', why: '', held: true },
    { what: 'the mount target is held, where AWS names its own policy', why: otherVpc, held: true },
    {
      what: 'the mount target is held, where AWS took a change of another one since',
      why: scp,
      other: 'fixed',
      held: true,
    },
    { what: 'nothing is held, where AWS names a policy of the role', why: scp, held: false },
    { what: 'nothing is held, where AWS denied another one too', why: '', other: 'denied', held: false },
  ])('that are denied: $what', async ({ why, other, held }) => {
    const it = await safetyScene();
    const [another] = it.addTargets(1, { apart: true });
    await refuse(it, 4, 21, says(why));
    if (other === 'fixed') await it.changed(must(another));
    if (other === 'denied') await it.changed(must(another), terraform, refusing(it, says(why)));
    const last = await refuse(it, 1, 0, says(why));
    expect(last).toMatchObject({ status: 'failed', reasons: ['access-denied'] });
    expect(last.explanation).toContain(held ? 'is held for a day: AWS refused 5 changes' : 'to the role as a whole');
    expect(await it.changed()).toMatchObject(held ? { status: 'refused', reasons: ['held'] } : { status: 'fixed' });
  });

  it('that say the mount target is gone count for nothing', async () => {
    const it = await safetyScene();
    const gone = new TerminalError('MountTargetNotFound', { code: 'mount-target-not-found' });
    expect(await refuse(it, 6, 20, gone)).toMatchObject({ status: 'gone' });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });
});
