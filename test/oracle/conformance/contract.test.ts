import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAwsOptions, localAws } from '../../../infra/local/local-aws.ts';
import type { World } from '../../../infra/local/world/world.ts';
import { must } from '../../support/must.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { motoFaults } from '../support/moto-faults.ts';
import { knownDifferences } from './known-differences.ts';
import { knownViolations } from './known-violations.ts';
import { type Play, playWithBoto3, playWithSdk } from './play.ts';
import { prepareLocal, prepareMoto } from './prepare.ts';
import { preparedSteps } from './steps/prepared-steps.ts';
import { stepsFromNothing } from './steps/scenarios.ts';
import { type Expectation, fill, type Known, nameOf, type Outcome, type Played, type Step } from './steps/step.ts';

interface Scenario {
  readonly account: string;
  readonly steps: readonly Step[];
  readonly options: LocalAwsOptions;
  prepareLocal(world: World): Known;
  prepareMoto(endpoint: string): Promise<Known>;
}

const scenarios: readonly Scenario[] = [
  {
    account: 'with nothing in it',
    steps: stepsFromNothing,
    options: {},
    prepareLocal: () => ({}),
    prepareMoto: async () => ({}),
  },
  {
    account: 'with what no client can bring about',
    steps: preparedSteps,
    options: { strictLifeCycle: true },
    prepareLocal,
    prepareMoto,
  },
];

/** moto's own account, so that ARNs are the same in both. */
const account = '123456789012';

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

describe.each(scenarios)('the contract of an account $account', ({ steps, options, ...prepare }) => {
  const named = steps.map((step, index) => ({ ...step, index, name: nameOf(step) }));

  describe.each(clients)('asked by $client', ({ playLocal, playMoto, areValidated }) => {
    describe('the local endpoint', () => {
      let endpoint: Listening;
      let played: Played;
      beforeAll(async () => {
        const aws = localAws({ account, ...options });
        const known = prepare.prepareLocal(aws.world);
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
        played = await playMoto(moto.url, { steps, known: await prepare.prepareMoto(moto.url) });
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
