import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { must } from '../../support/must.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { motoFaults } from '../support/moto-faults.ts';
import { accounts } from './accounts.ts';
import { knownDifferences } from './known-differences.ts';
import { knownViolations } from './known-violations.ts';
import { type Play, playWithBoto3, playWithSdk } from './play.ts';
import { type Expectation, fill, nameOf, type Outcome, type Played } from './steps/step.ts';

const clients = [
  {
    client: 'the JavaScript SDK',
    playLocal: playWithSdk,
    playMoto: playWithSdk,
    areValidated: false,
  },
  {
    client: 'boto3',
    playLocal: (url: string, play: Play) => playWithBoto3(url, play, { validate: true }),
    playMoto: (url: string, play: Play) => playWithBoto3(url, play, { validate: false }),
    areValidated: true,
  },
];

/** Throws unless a call ended as expected. */
const judge = (
  outcome: Outcome | undefined,
  { status, error, output = {}, without = [] }: Expectation,
  { known }: Played,
) => {
  expect(outcome).toMatchObject({ status, ...(error !== undefined && { error }) });
  if (status >= 400) return;
  expect(outcome?.output).toMatchObject(Object(fill(output, known)));
  for (const name of without) expect(outcome?.output).not.toHaveProperty(name);
};

describe.each(accounts)('the contract of an account $account', ({ steps, prepareLocal, prepareMoto }) => {
  const named = steps.map((step, index) => ({ ...step, index, name: nameOf(step) }));

  describe.each(clients)('asked by $client', ({ playLocal, playMoto, areValidated }) => {
    describe('the local endpoint', () => {
      let endpoint: Listening;
      let played: Played;
      beforeAll(async () => {
        const { aws, known } = prepareLocal();
        endpoint = await aws.listen();
        played = await playLocal(endpoint.url, { steps, known });
      });
      afterAll(() => endpoint.close());

      it.each(named)('answers as AWS does: $name', ({ index, expect: expected, name }) => {
        judge(played.outcomes[index], expected, played);
        if (areValidated) expect(played.outcomes[index]?.violations).toEqual(knownViolations[name] ?? []);
      });
    });

    describe('moto', () => {
      let moto: Moto;
      let played: Played;
      beforeAll(async () => {
        moto = await startMoto();
        played = await playMoto(moto.url, { steps, known: await prepareMoto(moto.url) });
      });
      afterAll(() => moto.stop());

      it.each(named.filter(({ name }) => !(name in knownDifferences)))(
        'answers as AWS does: $name',
        ({ index, expect: expected }) => {
          judge(played.outcomes[index], expected, played);
        },
      );

      it.each(
        named.flatMap(({ name, ...step }) => {
          const known = knownDifferences[name];
          return known ? [{ name, ...step, known, moto: motoFaults[known.fault].moto }] : [];
        }),
      )('still differs, since $moto: $name', ({ index, expect: expected, known }) => {
        const outcome = must(played.outcomes[index]);
        expect(() => judge(outcome, expected, played)).toThrow();
        // Of what moto fails with, boto3 cannot read the XML.
        if (outcome.error === 'ResponseParserError' && known.status === 500) return;
        judge(outcome, known, played);
      });
    });
  });
});
