import { beforeAll, describe, it } from 'vitest';
import { fromNothing, prepared, refusing } from '../../contract/accounts.ts';
import { judge } from '../../contract/judge.ts';
import { playWithSdk } from '../../contract/play.ts';
import type { Played } from '../../contract/step.ts';

describe.each([fromNothing, prepared, refusing])('the local account $account', ({ steps, prepare }) => {
  let played: Played;
  beforeAll(async () => {
    const { aws, known } = prepare();
    played = await playWithSdk(aws, { steps, known });
  });

  it.each(steps.map((step, index) => ({ ...step, index })))('answers as AWS does: $name', ({ index, ...step }) => {
    judge(played.outcomes[index], step.expect, played);
  });
});
