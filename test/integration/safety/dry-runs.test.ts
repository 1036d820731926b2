import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../../functions/core/model/errors.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { fileSystemIdOf, policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { roomy, type SafetyScene, safely, safetyScene, terraform } from '../../support/safety-scene.ts';
import { dieOverWrite, endings, hold, noAnswer, revertOf, writing } from '../../support/safety-steps.ts';

const minute = 60_000;
const open = policyText(roomy);
const tight = policyText('limits: { changesPerSweep: { count: 1, percent: 100 } }');
const oneAnHour = policyText(roomy.replace('{', '{ changesPerHour: 1,'));

/** Another file system, whose mount target is put right. */
const fixOther = async (it: SafetyScene) => {
  expect(await it.changed(must(it.addTargets(1, { apart: true })[0]))).toMatchObject({ status: 'fixed' });
};

/** A sibling whose write AWS did not answer. */
const doubtSibling = async (it: SafetyScene) => {
  const sibling = must(it.addTargets(1)[0]);
  await it.changed(sibling, terraform, writing(it, noAnswer));
  return sibling;
};

/** Has AWS refuse so many writes, 20 minutes apart. */
const refuse = async (it: SafetyScene, times: number, over: Partial<Ports> = {}) => {
  const busy = () => Promise.reject(new RetryableError('IncorrectMountTargetState', { code: 'lifecycle-state' }));
  for (let n = 0; n < times; n++) {
    await it.changed(it.mountTarget, terraform, { ...writing(it, busy), ...over });
    it.clock.pass(20 * minute);
  }
};

interface State {
  readonly state: string;
  readonly says: string;
  readonly policy?: string;
  readonly over?: Partial<Ports>;
  readonly arrange?: (it: SafetyScene) => unknown;
}

const pause = (it: SafetyScene) => it.ports.ledger.pause({ by: 'ana', reason: 'INC-1', at: it.clock.now() });
const close = (it: SafetyScene) => it.ports.ledger.closeGate('over-budget', it.clock.now());
const lease = (it: SafetyScene) => it.ports.ledger.acquire(fileSystemIdOf(it.fileSystem));

/** Every state in which a look withholds a write, and some in which it does not. */
const states: readonly State[] = [
  { state: 'nothing is against it', says: 'fixed' },
  { state: 'the environment pauses', over: { paused: true }, says: 'refused paused' },
  { state: 'the policy pauses', policy: policyText(`${roomy}\npaused: true`), says: 'refused paused' },
  { state: 'a person ordered a pause', arrange: pause, says: 'refused paused' },
  { state: 'the gate is closed', arrange: close, says: 'refused unconfirmed' },
  { state: 'it is held', arrange: (it) => hold(it), says: 'refused held' },
  { state: 'its file system is held', arrange: (it) => hold(it, it.fileSystem), says: 'refused held' },
  {
    state: 'it is held, the gate is closed and a pause is ordered',
    arrange: async (it) => [await hold(it), await close(it), await pause(it)],
    says: 'refused paused unconfirmed held',
  },
  {
    state: 'it is held, and clients would lose access',
    policy: safely('{ nfsCutOff: refuse }'),
    arrange: async (it) => {
      it.shut(it.wanted);
      await hold(it);
    },
    says: 'refused held',
  },
  {
    state: 'it is held, and the rule audits',
    policy: open.replace('mode: enforce', 'mode: audit'),
    arrange: (it) => hold(it),
    says: 'would-fix',
  },
  {
    state: 'it flaps',
    arrange: async (it) => {
      for (let n = 0; n < 3; n++) {
        await it.changed();
        it.drift();
        it.clock.pass(minute);
      }
    },
    says: 'refused flapping',
  },
  { state: 'another invocation has the lease', arrange: lease, says: 'deferred lease-held' },
  {
    state: 'the lease of another invocation ran out',
    arrange: async (it) => {
      await lease(it);
      it.clock.pass(10 * minute);
    },
    says: 'fixed',
  },
  { state: 'the write to a sibling is in doubt', arrange: doubtSibling, says: 'deferred stage-halted' },
  {
    state: 'the write to a sibling was in doubt, and landed',
    arrange: async (it) => {
      const { id } = await doubtSibling(it);
      await it.ports.actuator.replaceGroups(id as never, [it.wanted.id as never]);
    },
    says: 'fixed',
  },
  {
    state: 'the doubt about the write to a sibling is too old',
    arrange: async (it) => {
      await doubtSibling(it);
      it.clock.pass(10 * minute);
    },
    says: 'fixed',
  },
  {
    state: 'a write to a sibling was left that may land yet',
    arrange: async (it) => {
      const sibling = await doubtSibling(it);
      await it.changed(sibling, terraform, writing(it, noAnswer));
    },
    says: 'deferred stage-halted',
  },
  {
    state: 'its own write is in doubt',
    arrange: (it) => it.changed(it.mountTarget, terraform, writing(it, noAnswer)),
    says: 'fixed',
  },
  { state: 'its writer died', arrange: (it) => dieOverWrite(it, { lands: false }), says: 'fixed' },
  {
    state: 'its own write is in doubt, and four before it were refused',
    arrange: async (it) => {
      await refuse(it, 4);
      await it.changed(it.mountTarget, terraform, writing(it, noAnswer));
    },
    says: 'refused held',
  },
  { state: 'AWS refused it five times', arrange: (it) => refuse(it, 5), says: 'refused held' },
  {
    state: 'the policy is not measured, and changed nothing yet',
    policy: tight,
    says: 'fixed',
  },
  {
    state: 'the policy is not measured, and changed as much as it may',
    policy: tight,
    arrange: fixOther,
    says: 'deferred unmeasured',
  },
  { state: 'the budget of the hour is used up', policy: oneAnHour, arrange: fixOther, says: 'refused over-budget' },
  {
    state: 'the budget was used up in the hour before',
    policy: oneAnHour,
    arrange: async (it) => {
      await fixOther(it);
      it.clock.pass(60 * minute);
    },
    says: 'fixed',
  },
  {
    state: 'it is being deleted',
    arrange: (it) => {
      it.mountTarget.lifeCycleState = 'deleting';
    },
    says: 'deferred lifecycle-state',
  },
  {
    state: 'its rule finds no group',
    arrange: (it) => it.wanted.tags.clear(),
    says: 'refused no-matching-group',
  },
];

const writes = ({ aws }: SafetyScene) =>
  Object.entries(aws.calls.counts()).filter(([name]) =>
    /^(efs:Modify|dynamodb:(Put|Update|Delete|Transact))/.test(name),
  );

describe('a dry run of a look', () => {
  it.each(states)(
    'says what the real one does, and writes nothing, when $state',
    async ({ says, arrange, over, ...of }) => {
      const it = await safetyScene({ policy: open, ...of });
      await arrange?.(it);
      const payload = { mountTargetIds: [it.mountTarget.id] };
      const before = writes(it);
      const [dry] = (await it.invoke({ ...payload, dryRun: true }, over)).results;
      expect(writes(it)).toEqual(before);
      const [real] = (await it.invoke(payload, over)).results;
      expect(endings([must(real)])).toEqual([says]);
      expect(endings([must(dry)])).toEqual([says === 'fixed' ? 'would-fix' : says]);
      // What would be written is told also where it is not.
      const isPlanned =
        dry?.status === 'would-fix' || /paused|unconfirmed|flapping|lease|stage|unmeasured|budget/.test(says);
      if (isPlanned) expect(dry?.after).toEqual([it.wanted.id]);
    },
  );

  it.each([
    { limit: 'the trial of a policy', policy: tight.replace('count: 1', 'count: 2'), says: 'deferred unmeasured' },
    { limit: 'the budget of the hour', policy: oneAnHour.replace('Hour: 1', 'Hour: 2'), says: 'refused over-budget' },
  ])('counts its own changes against $limit', async ({ policy, says }) => {
    const it = await safetyScene({ policy });
    it.addTargets(2);
    const payload = { fileSystemIds: [it.fileSystem.id] };
    const dry = (await it.invoke({ ...payload, dryRun: true })).results;
    expect(endings(dry)).toEqual([says, 'would-fix', 'would-fix']);
    expect(endings((await it.invoke(payload)).results)).toEqual([says, 'fixed', 'fixed'].toSorted());
  });
});

describe('a dry run of a revert', () => {
  const usual: readonly State[] = [
    { state: 'nothing is against it', says: 'fixed' },
    { state: 'the environment pauses', over: { paused: true }, says: 'refused paused' },
    { state: 'a person ordered a pause', arrange: pause, says: 'refused paused' },
    { state: 'the gate is closed', arrange: close, says: 'fixed' },
    { state: 'it is held', arrange: (it) => hold(it), says: 'fixed' },
    { state: 'another invocation has the lease', arrange: lease, says: 'deferred lease-held' },
    { state: 'the write to a sibling is in doubt', arrange: doubtSibling, says: 'deferred stage-halted' },
    { state: 'the budget of the hour is used up', policy: oneAnHour, says: 'fixed' },
    { state: 'the policy changed as much as it may', policy: tight, says: 'fixed' },
    {
      state: 'there is nothing left to undo',
      arrange: (it) => it.drift(),
      says: 'compliant reverted',
    },
    {
      state: 'there is nothing left to undo, and another invocation has the lease',
      arrange: async (it) => {
        it.drift();
        await lease(it);
      },
      says: 'deferred lease-held',
    },
  ];

  it.each(usual)(
    'says what the real one does, and writes nothing, when $state',
    async ({ says, arrange, over, ...of }) => {
      const it = await safetyScene({ policy: open, ...of });
      await it.changed();
      await arrange?.(it);
      const before = writes(it);
      const dry = (await it.invoke(revertOf(it.mountTarget, { dryRun: true }), over)).results;
      expect(writes(it)).toEqual(before);
      const real = (await it.invoke(revertOf(it.mountTarget), over)).results;
      expect(endings(real)).toEqual([says]);
      expect(endings(dry)).toEqual([says === 'fixed' ? 'would-fix' : says]);
    },
  );
});
