import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../../functions/core/model/errors.ts';
import type { SecurityGroupId } from '../../../../functions/core/model/ids.ts';
import { verify } from '../../../../functions/engine/change/verify.ts';
import { mt, sg } from '../../../support/builders.ts';
import { fakeClock } from '../../../support/engine-clock.ts';

type Answer = readonly SecurityGroupId[] | undefined | Error;

const never = () => Promise.reject(new Error('a read back reads the groups only'));

/** Reads back answers, the last of which AWS repeats; each takes `ms`. */
const readBack = async (answers: readonly Answer[], ms = 0) => {
  const clock = fakeClock();
  const rest = [...answers];
  const attachedGroups = async () => {
    clock.pass(ms);
    const answer = rest.length > 1 ? rest.shift() : rest[0];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const actuator = { attachedGroups, replaceGroups: never };
  const verdict = await verify({ actuator, clock }, mt(1), (attached) => attached.includes(sg(1)));
  return { verdict, slept: clock.slept };
};

const slow = new RetryableError('slow down', { code: 'throttled' });
const denied = new TerminalError('not you', { code: 'access-denied' });
const old = [sg(2)];
const wanted = [sg(1)];

describe('reading back', () => {
  it.each([
    { answers: [wanted], pauses: [100], verdict: { status: 'right', attached: wanted } },
    { answers: [old, slow, wanted], pauses: [100, 400, 1000], verdict: { status: 'right', attached: wanted } },
    { answers: [old, undefined], pauses: [100, 400], verdict: { status: 'gone', attached: [] } },
    { answers: [old, denied], pauses: [100, 400], verdict: { status: 'unknown', error: denied } },
    { answers: [old], pauses: [100, 400, 1000, 2000, 4000], verdict: { status: 'not-verified', attached: old } },
    { answers: [slow], pauses: [100, 400, 1000, 2000, 4000], verdict: { status: 'unknown', error: slow } },
  ])('ends with $verdict.status after pauses of $pauses ms', async ({ answers, pauses, verdict }) => {
    expect(await readBack(answers)).toEqual({ verdict, slept: pauses });
  });

  it('names the groups in one order, each once', async () => {
    const { verdict } = await readBack([[sg(3), sg(2), sg(3)]]);
    expect(verdict).toEqual({ status: 'not-verified', attached: [sg(2), sg(3)] });
  });

  it('begins none that could not begin within ten seconds of the write', async () => {
    expect((await readBack([slow], 8_600)).slept).toEqual([100, 400]);
    expect((await readBack([slow], 20_000)).slept).toEqual([100]);
  });
});
