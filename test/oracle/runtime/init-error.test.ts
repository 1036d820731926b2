import { afterEach, describe, expect, it } from 'vitest';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';

const started: Lambda[] = [];
afterEach(async () => {
  for (const lambda of started.splice(0)) await lambda.stop();
});

const start = async (name: string, bad: Readonly<Record<string, string>>): Promise<Lambda> => {
  const lambda = await startLambda(name, { ...environment('http://127.0.0.1:1'), ...bad });
  started.push(lambda);
  return lambda;
};

const unset = { LEDGER_TABLE: '', IDEMPOTENCY_TABLE: '', QUEUE_URL: '' };
const unreadable = { POLICY_URI: 'ftp:policy', QUEUE_URL: 'work', DRY_RUN: 'yes', PAUSED: '1' };

describe.each([
  {
    name: 'remediate',
    cases: [
      { what: 'nothing that it needs', bad: unset, named: ['LEDGER_TABLE is not set', 'IDEMPOTENCY_TABLE is not set'] },
      {
        what: 'values that it cannot read',
        bad: { ...unreadable, OWN_ROLE_ARN: 'mountguard' },
        named: ['POLICY_URI is "', 'QUEUE_URL is "', 'OWN_ROLE_ARN is "', 'DRY_RUN is "', 'PAUSED is "'],
      },
      {
        what: 'both kinds of faults',
        bad: { ...unreadable, LEDGER_TABLE: '', IDEMPOTENCY_TABLE: '', OWN_ROLE_ARN: 'mountguard' },
        named: ['POLICY_URI', 'LEDGER_TABLE', 'IDEMPOTENCY_TABLE', 'QUEUE_URL', 'OWN_ROLE_ARN', 'DRY_RUN', 'PAUSED'],
      },
    ],
  },
  {
    name: 'sweep',
    cases: [
      { what: 'nothing that it needs', bad: unset, named: ['LEDGER_TABLE is not set', 'QUEUE_URL is not set'] },
      {
        what: 'values that it cannot read',
        bad: unreadable,
        named: ['POLICY_URI is "', 'QUEUE_URL is "', 'DRY_RUN is "', 'PAUSED is "'],
      },
      {
        what: 'both kinds of faults',
        bad: { ...unreadable, LEDGER_TABLE: '' },
        named: ['POLICY_URI', 'LEDGER_TABLE', 'QUEUE_URL', 'DRY_RUN', 'PAUSED'],
      },
    ],
  },
])('dist/$name under the runtime client of Lambda', ({ name, cases }) => {
  it.each(cases)('names every fault of an environment with $what as the error of its start, and ends', async (its) => {
    const lambda = await start(name, its.bad);
    const ending = await lambda.initError;
    const { errorType, errorMessage } = 'error' in ending ? ending.error : { errorType: '', errorMessage: '' };
    expect(errorType).toBe('TerminalError');
    expect(its.named.filter((fault) => !errorMessage.includes(fault))).toEqual([]);
    expect(errorMessage.match(/ is (not set|")/g)).toHaveLength(its.named.length);
    expect(await lambda.invoke({})).toEqual({ exited: true });
  });
});
