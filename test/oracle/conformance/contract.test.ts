import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { must } from '../../support/must.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { fileSystemSteps } from './file-system-steps.ts';
import { groupSteps } from './group-steps.ts';
import { interfaceSteps } from './interface-steps.ts';
import { mountTargetSteps } from './mount-target-steps.ts';
import { networkSteps } from './network-steps.ts';
import { playWithBoto3, playWithSdk } from './play.ts';
import { type Expectation, fill, type Outcome, type Played } from './step.ts';

const steps = [...networkSteps, ...fileSystemSteps, ...mountTargetSteps, ...groupSteps, ...interfaceSteps];
const named = steps.map((step, index) => ({ ...step, index, call: `${step.service}:${step.operation}` }));

const clients = {
  'the JavaScript SDK': (url: string) => playWithSdk(url, steps),
  boto3: (url: string) => playWithBoto3(url, steps, { validate: false }),
};

/** Throws unless a call ended as expected. */
const judge = (
  outcome: Outcome | undefined,
  { status, error, output = {}, without = [] }: Expectation,
  { known }: Played,
) => {
  expect(outcome).toMatchObject({ status, ...(error !== undefined && { error }) });
  if (error !== undefined) return;
  expect(outcome?.output).toMatchObject(Object(fill(output, known)));
  for (const name of without) expect(outcome?.output).not.toHaveProperty(name);
};

describe.each(Object.entries(clients))('the contract, asked by %s', (_, play) => {
  describe('the local endpoint', () => {
    let endpoint: Listening;
    let played: Played;
    beforeAll(async () => {
      endpoint = await localAws().listen();
      played = await play(endpoint.url);
    });
    afterAll(() => endpoint.close());

    it.each(named)('answers $call as AWS does when $when', ({ index, expect: expected }) => {
      judge(played.outcomes[index], expected, played);
    });
  });

  describe('moto', () => {
    let moto: Moto;
    let played: Played;
    beforeAll(async () => {
      moto = await startMoto();
      played = await play(moto.url);
    });
    afterAll(() => moto.stop());

    it.each(named.filter((step) => !step.moto))(
      'answers $call as AWS does when $when',
      ({ index, expect: expected }) => {
        judge(played.outcomes[index], expected, played);
      },
    );

    it.each(named.filter((step) => step.moto))(
      'still differs in $call when $when: $moto.because',
      ({ index, expect: expected, moto: known }) => {
        const outcome = played.outcomes[index];
        expect(() => judge(outcome, expected, played)).toThrow();
        const { because: _, ...still } = must(known);
        // Some of what moto answers no client can read.
        expect([still.status, null]).toContain(outcome?.status);
        if (outcome?.output) judge(outcome, still, played);
      },
    );
  });
});

describe('every answer of the local endpoint', () => {
  it("has the shape, the status and the error codes of botocore's model", async () => {
    const endpoint = await localAws().listen();
    const { outcomes } = await playWithBoto3(endpoint.url, steps, { validate: true });
    await endpoint.close();
    const violations = outcomes.flatMap(({ violations: found = [] }, index) =>
      found.map((violation) => `${named[index]?.call}: ${violation}`),
    );
    expect(violations).toEqual([]);
  });
});
