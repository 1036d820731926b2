import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import type { Context } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import { idempotencyStore } from '../../../functions/aws/ledger/idempotency.ts';
import { idempotencyDefinition } from '../../../infra/local/tables.ts';
import { dynamoTable } from './dynamo-table.ts';

it('answers a second time with the first outcome, without doing the work again', async () => {
  const client = await dynamoTable('idempotency', idempotencyDefinition);
  const work = vi.fn(async (eventId: string) => ({ eventId, fixed: 1 }));
  const config = new IdempotencyConfig({});
  config.registerLambdaContext({ getRemainingTimeInMillis: () => 1_000 } as Context);
  const once = makeIdempotent(work, {
    persistenceStore: idempotencyStore({ client, table: 'idempotency' }),
    config,
    keyPrefix: 'test',
  });
  expect(await once('e-1')).toEqual({ eventId: 'e-1', fixed: 1 });
  expect(await once('e-1')).toEqual({ eventId: 'e-1', fixed: 1 });
  expect(work).toHaveBeenCalledTimes(1);
});
