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

const unset = { LEDGER_TABLE: '', OWN_ROLE_ARN: '' };
const unreadable = {
  POLICY_URI: 'ftp:policy',
  QUEUE_URL: 'work',
  REGION_QUEUE_URL: 'asked',
  OWN_ROLE_ARN: 'mountguard',
  DRY_RUN: 'yes',
  PAUSED: '1',
};
const isUnset = (names: object) => Object.keys(names).map((variable) => `${variable} is not set`);
const isUnread = Object.keys(unreadable).map((variable) => `${variable} is "`);

describe.each([
  { name: 'remediate', needed: { ...unset, IDEMPOTENCY_TABLE: '' } },
  { name: 'sweep', needed: { ...unset, QUEUE_URL: '' } },
])('dist/$name under the runtime client of Lambda', ({ name, needed }) => {
  it.each([
    { what: 'nothing that it needs', bad: needed, named: isUnset(needed) },
    { what: 'values that it cannot read', bad: unreadable, named: isUnread },
    {
      what: 'both kinds of faults',
      bad: { ...unreadable, LEDGER_TABLE: '' },
      named: [...isUnread, 'LEDGER_TABLE is not set'],
    },
  ])('names every fault of an environment with $what as the error of its start, and ends', async (its) => {
    const lambda = await start(name, its.bad);
    const ending = await lambda.initError;
    const { errorType, errorMessage } = 'error' in ending ? ending.error : { errorType: '', errorMessage: '' };
    expect(errorType).toBe('TerminalError');
    expect(its.named.filter((fault) => !errorMessage.includes(fault))).toEqual([]);
    expect(errorMessage.match(/ is (not set|")/g)).toHaveLength(its.named.length);
    expect(await lambda.invoke({})).toEqual({ exited: true });
  });
});
