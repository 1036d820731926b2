import { expect, it } from 'vitest';
import type { Ledger } from '../../functions/engine/ports/ledger.ts';
import { message } from '../support/engine-events.ts';
import { type SafetyScene, safetyScene } from '../support/safety-scene.ts';

const aheadMs = 8_000;

/** What is asked of the region queue when a policy is first heard of, as it is sent now. */
const question = ({ clock, wanted }: SafetyScene) => {
  const body = {
    version: 2,
    account: '111122223333',
    region: 'us-east-1',
    cause: 'AuthorizeSecurityGroupIngress',
    securityGroupIds: [wanted.id],
    prefixListIds: [],
  };
  const record = message('m-1', body);
  return { ...record, attributes: { ...record.attributes, SentTimestamp: `${clock.now()}` } };
};

/** A ledger that counts the surveys that began. */
const counting = (ledger: Ledger) => {
  const began: number[] = [];
  const endSurvey: Ledger['endSurvey'] = (lease, at, reached) => {
    if (at !== undefined) began.push(at);
    return ledger.endSurvey(lease, at, reached);
  };
  return { began, ledger: { ...ledger, endSurvey } };
};

it('surveys for what was asked after a survey began, also when that went by a clock that is ahead', async () => {
  const it = await safetyScene();
  const ahead = { ...it.clock, now: () => it.clock.now() + aheadMs };
  await it.sweep({}, { clock: ahead });
  it.clock.pass(1_000);

  const { began, ledger } = counting(it.ports.ledger);
  expect(await it.receiveAsked([question(it)], { ledger })).toEqual([]);
  expect(began).toHaveLength(1);
});

it('surveys no more for what was asked well before the last survey began', async () => {
  const it = await safetyScene();
  const asked = question(it);
  it.clock.pass(aheadMs + 10_000);
  await it.sweep();

  const { began, ledger } = counting(it.ports.ledger);
  expect(await it.receiveAsked([asked], { ledger })).toEqual([]);
  expect(began).toEqual([]);
});
