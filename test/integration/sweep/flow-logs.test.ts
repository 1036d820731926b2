import { expect, it } from 'vitest';
import type { FlowLogReader } from '../../../functions/engine/ports/flow-log.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { guardedScene } from '../../support/guarded-scene.ts';
import { must } from '../../support/must.ts';
import { safely } from '../../support/safety-scene.ts';

const mostAsked = 50;

it('asks the flow log about the first 50 changes, and says of the rest that it did not', async () => {
  const it = await guardedScene({ policy: safely('{ clients: { flowLogs: { logGroup: flows, window: 7d } } }') });
  const { door } = it.door('legacy');
  for (const { id } of it.addTargets(mostAsked + 1, { apart: true })) setGroups(it.aws.world, id, [door.id]);
  let asked = 0;
  const flowLogs: FlowLogReader = {
    flows: async () => {
      asked += 1;
      return { gaps: ['the flow log skipped data'], accepted: [], rejected: [] };
    },
  };
  const { results } = must((await it.sweep({}, { flowLogs })) as { results: readonly { explanation: string }[] });
  const saying = (text: string) => results.filter(({ explanation }) => explanation.includes(text)).length;
  expect(asked).toBe(mostAsked);
  expect([saying('the flow log skipped data'), saying('the flow log was not asked')]).toEqual([mostAsked, 1]);
});
