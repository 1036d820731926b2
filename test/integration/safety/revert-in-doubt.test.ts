import { describe, expect, it } from 'vitest';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { fixedScene } from '../../support/fixed-scene.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safetyScene } from '../../support/safety-scene.ts';
import { changesOf, dieOverWrite, endings, noAnswer, revertOf } from '../../support/safety-steps.ts';

const until = Date.UTC(2026, 11, 1);

describe('a revert of which nobody knows whether it landed', () => {
  /** A write that lands or not, after which EFS is silent. */
  const lost = ({ ports: { actuator } }: SafetyScene, lands: boolean): Partial<Ports> => {
    let isSent = false;
    return {
      actuator: {
        attachedGroups: (id) => (isSent ? noAnswer() : actuator.attachedGroups(id)),
        replaceGroups: async (...change) => {
          isSent = true;
          if (lands) await actuator.replaceGroups(...change);
          await noAnswer();
        },
      },
    };
  };

  it.each([{ lands: true }, { lands: false }])('is held exactly when it did: $lands', async ({ lands }) => {
    const it = await fixedScene();
    const finding = await it.revert({}, lost(it, lands));
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['no-response'] });
    expect(finding.explanation).toContain('Send the order again.');
    const { history } = await it.invoke({ history: it.mountTarget.id });
    expect(history?.pending).toMatchObject({
      phase: 'in-doubt',
      cause: 'revert',
      hold: { reason: 'INC-1', until: new Date(until).toISOString() },
    });
    expect(endings([await it.changed()])).toEqual([lands ? 'refused held' : 'compliant']);
    expect((await it.held())?.until).toBe(lands ? until : undefined);
    expect(it.groups()).toEqual([lands ? it.stray.id : it.wanted.id]);
  });

  it.each([{ lands: true }, { lands: false }])(
    'is made, or kept, when the order comes again: $lands',
    async ({ lands }) => {
      const it = await fixedScene();
      await it.revert({}, lost(it, lands));
      expect(endings([await it.revert()])).toEqual([lands ? 'compliant reverted' : 'fixed']);
      expect(await it.held()).toMatchObject({ until });
      expect(it.groups()).toEqual([it.stray.id]);
    },
  );

  it.each(['mountTarget', 'fileSystem'] as const)('is released with its %s', async (subject) => {
    const it = await fixedScene();
    await it.revert({}, lost(it, true));
    expect(await it.invoke({ release: it[subject].id, by: 'ana', reason: 'INC-0' })).toMatchObject({ released: true });
    expect((await changesOf(it))[0]).toMatchObject({ cause: 'revert', status: 'fixed', reasons: ['interrupted'] });
    expect((await it.held())?.until).toBe(subject === 'mountTarget' ? undefined : until);
  });
});

describe('a revert whose invocation died', () => {
  it('leaves its hold when the next look finishes it', async () => {
    const it = await fixedScene();
    await dieOverWrite(it, { begin: (over) => it.revert({}, over) });
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['held'] });
    expect((await changesOf(it))[0]).toMatchObject({ cause: 'revert', status: 'fixed', reasons: ['interrupted'] });
    expect(await it.held()).toMatchObject({ until, reason: 'INC-1' });
    expect(it.groups()).toEqual([it.stray.id]);
  });

  it('leaves it also when a look at another mount target of its file system does, or work from the sweep', async () => {
    for (const bySweep of [true, false]) {
      const it = await fixedScene();
      const [sibling] = it.addTargets(1);
      await dieOverWrite(it, { begin: (over) => it.revert({}, over) });
      it.clock.pass(60_000);
      if (bySweep) {
        await it.sweep();
        await it.drain();
      } else await it.changed(sibling);
      expect(await it.held()).toMatchObject({ until });
      expect([it.groups(), it.groupsOf(must(sibling))]).toEqual([[it.stray.id], [it.wanted.id]]);
    }
  });

  it('leaves none when it never sent its write', async () => {
    const it = await fixedScene();
    await dieOverWrite(it, { lands: false, begin: (over) => it.revert({}, over) });
    expect(await it.changed()).toMatchObject({ status: 'compliant' });
    expect(await it.held()).toBeUndefined();
  });
});

it('undoes the change that an invocation died over', async () => {
  const it = await safetyScene();
  await dieOverWrite(it);
  expect((await it.invoke(revertOf(it.mountTarget, { dryRun: true }))).results).toMatchObject([
    { after: [it.stray.id] },
  ]);
  expect(endings((await it.invoke(revertOf(it.mountTarget))).results)).toEqual(['fixed']);
  expect(it.groups()).toEqual([it.stray.id]);
  expect(await changesOf(it)).toMatchObject([
    { cause: 'revert', status: 'fixed' },
    { status: 'fixed', reasons: ['interrupted'] },
  ]);
});
