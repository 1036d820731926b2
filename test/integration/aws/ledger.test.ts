import { describe, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { fs, mt } from './ids.ts';
import { ledgerCases } from './ledger/cases.ts';
import {
  failed,
  fixed,
  hold,
  intent,
  LEASE_MS,
  ledgersInProcess,
  nothing,
  pkOf,
  place,
  START,
} from './ledger/scene.ts';
import { wireStub } from './wire-stub.ts';

ledgerCases(ledgersInProcess());

describe('a fault of the table', () => {
  it.each([
    { type: 'ResourceNotFoundException', status: 400, name: 'TerminalError', code: 'bad-request' },
    { type: 'AccessDeniedException', status: 400, name: 'TerminalError', code: 'access-denied' },
    { type: 'ProvisionedThroughputExceededException', status: 400, name: 'RetryableError', code: 'throttled' },
    { type: 'InternalServerError', status: 500, name: 'RetryableError', code: 'aws-error' },
  ])('is a $name with code $code after $type, whatever was asked', async ({ type, status, name, code }) => {
    const { client } = await wireStub({
      status,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'no' }),
    });
    const dynamo = awsClients({ ...client, maxAttempts: 1 }).dynamo();
    const clock = { now: () => START };
    const ledger = dynamoLedger({ client: dynamo, table: 'ledger', place, clock, leaseMs: LEASE_MS });
    const lease = { fileSystemId: fs, owner: 'o', expiresAt: START + LEASE_MS };
    const acquired = { lease, record: nothing };
    const asked = {
      [pkOf(fs)]: [
        () => ledger.read([fs]),
        () => ledger.history(fs, mt, 1),
        () => ledger.acquire(fs),
        () => ledger.intend(acquired, intent),
        () => ledger.withdraw(lease, intent),
        () => ledger.leaveInDoubt(lease, intent),
        () => ledger.conclude(acquired, intent, fixed, {}),
        () => ledger.rollBack(acquired, intent, failed, {}, intent),
        () => ledger.release(lease),
        () => ledger.hold(fs, mt, hold),
        () => ledger.releaseHold(fs, mt, START),
      ],
      [pkOf(mt)]: [() => ledger.fileSystemOf(mt)],
      // The shard of a file system is by the last four digits of its id: 0xdef0 % 64.
      [pkOf('good#48')]: [() => ledger.knownGood(fs), () => ledger.keepGood(new Map(), new Set([fs]), START)],
      [`${pkOf('good#1')} and 62 more`]: [() => ledger.knownGood('all')],
      'index listed': [() => ledger.between(START, START, 1), () => ledger.unfinished()],
      [pkOf('').slice(0, -1)]: [
        () => ledger.spend('c-1', START, 1),
        () => ledger.giveBack('c-1', START),
        () => ledger.gate(),
        () => ledger.tryOut({ policyVersion: 'v1', limit: 1 }, {}),
        () => ledger.closeGate('r', START),
        () => ledger.openGate('v1', START),
        () => ledger.beginSurvey(1),
        () => ledger.endSurvey({ owner: 'o' }, START, undefined),
      ],
    };
    for (const [about, questions] of Object.entries(asked))
      for (const question of questions)
        await expect(question()).rejects.toMatchObject({
          name,
          code,
          message: expect.stringContaining(`${about} in ledger: dynamodb:`),
        });
  });
});
