import { expect, it } from 'vitest';
import { awsClients } from '../../functions/aws/client/clients.ts';
import { clockCheck, clockSkew, inStep } from '../../functions/aws/ledger/clock-skew.ts';
import { dynamoLedger } from '../../functions/aws/ledger/dynamo-ledger.ts';
import { idempotencyStore } from '../../functions/aws/ledger/idempotency.ts';
import { onceIn } from '../../functions/runtime/once.ts';
import { localTables } from '../../infra/local/tables.ts';
import { appOn } from '../support/engine-app.ts';
import { message, modified } from '../support/engine-events.ts';
import { leaseMs, localPlace, scene } from '../support/engine-scene.ts';
import { inProcess } from '../support/in-process.ts';

/** An execution environment in which answers of DynamoDB are read so many milliseconds after they were dated. */
const environment = async () => {
  const it = await scene();
  const late = { ms: 0 };
  const handler: typeof it.aws.handler = {
    ...it.aws.handler,
    handle: async (...asked) => {
      const answer = await it.aws.handler.handle(...asked);
      answer.response.headers['date'] = new Date(it.clock.now() - late.ms).toUTCString();
      return answer;
    },
  };
  const client = awsClients({ ...inProcess({ handler }), maxAttempts: 1 }).dynamo();
  const ledger = dynamoLedger({ client, table: localTables.ledger, place: localPlace, clock: it.clock, leaseMs });
  const check = clockCheck(clockSkew(client, it.clock), ledger.gate);
  const store = idempotencyStore({ client, table: localTables.idempotency });
  const ports = { ...it.ports, ledger: inStep(ledger, check) };
  return { ...it, late, ports, app: appOn({ ...it, ports }, { once: (context) => onceIn(store, context, check) }) };
};

it('measures the clock again before it refuses: one answer that was read late stops nothing', async () => {
  const it = await environment();
  it.late.ms = 20 * 60_000;
  await it.ports.ledger.gate();
  it.late.ms = 0;
  expect(await it.app.receive(message('m-1', modified(it.mountTarget)))).toEqual([]);
  expect(it.groups()).toEqual([it.wanted.id]);
});

it('writes nothing as long as the clock is wrong, and goes on once it is right', async () => {
  const it = await environment();
  it.late.ms = 20 * 60_000;
  for (const id of ['m-1', 'm-2']) expect(await it.app.receive(message(id, modified(it.mountTarget)))).toEqual([id]);
  expect(it.modifies()).toBe(0);
  it.late.ms = 0;
  expect(await it.app.receive(message('m-2', modified(it.mountTarget), 2))).toEqual([]);
  expect(it.groups()).toEqual([it.wanted.id]);
});
