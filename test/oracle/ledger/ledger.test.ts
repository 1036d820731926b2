import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerCases } from '../../integration/aws/ledger/cases.ts';
import { ledgersAt, ledgersInProcess } from '../../integration/aws/ledger/scene.ts';
import { aStep, play } from '../../integration/aws/ledger/steps.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';

let local: Awaited<ReturnType<typeof startDynamoDbLocal>>;

beforeAll(async () => {
  local = await startDynamoDbLocal();
});
afterAll(() => local.stop());

const onLocal = ledgersAt(() => ({ endpoint: local.url }));
const onImitation = ledgersInProcess();

describe('the ledger on DynamoDB Local', () => ledgerCases(onLocal));

it('answers the same on DynamoDB Local as on the imitation that other tests use', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: 40 }), async (steps) => {
      expect(await play(await onImitation(), steps)).toEqual(await play(await onLocal(), steps));
    }),
    { numRuns: 40, seed: 20_262 },
  );
});
