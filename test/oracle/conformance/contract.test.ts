import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { fromNothing, prepared, refusing } from '../../contract/accounts.ts';
import { judge } from '../../contract/judge.ts';
import { type Play, playWithSdk } from '../../contract/play.ts';
import type { Played, Step } from '../../contract/step.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { accountsOnMoto } from './accounts-on-moto.ts';
import { knownViolations } from './known-violations.ts';
import { playWithBoto3 } from './play-with-boto3.ts';

import { unlikeMoto } from './unlike-moto.ts';

const indexed = (steps: readonly Step[]) => steps.map((step, index) => ({ ...step, index }));

describe.each([fromNothing, prepared, refusing])('the local account $account, asked by boto3', ({ steps, prepare }) => {
  let endpoint: Listening;
  let played: Played;
  beforeAll(async () => {
    const { aws, known } = prepare();
    endpoint = await aws.listen();
    played = await playWithBoto3(endpoint.url, { steps, known });
  });
  afterAll(() => endpoint.close());

  it.each(indexed(steps))("answers as AWS and botocore's model do: $name", ({ index, name, ...step }) => {
    judge(played.outcomes[index], step.expect, played);
    expect(played.outcomes[index]?.violations).toEqual(knownViolations[name] ?? []);
  });
});

const players = [
  { client: 'the JavaScript SDK', play: playWithSdk },
  { client: 'boto3', play: (url: string, play: Play) => playWithBoto3(url, play, { validate: false }) },
];
const played = accountsOnMoto.flatMap((account) => players.map((player) => ({ ...account, ...player })));

describe.each(played)('moto, an account $account, asked by $client', ({ steps, prepareMoto, play }) => {
  let moto: Moto;
  let played: Played;
  beforeAll(async () => {
    moto = await startMoto();
    played = await play(moto.url, { steps, known: await prepareMoto(moto.url) });
  });
  afterAll(() => moto.stop());

  it.each(indexed(steps).filter(({ name }) => !unlikeMoto.has(name)))(
    'answers as AWS does: $name',
    ({ index, ...step }) => judge(played.outcomes[index], step.expect, played),
  );

  it.each(indexed(steps).filter(({ name }) => unlikeMoto.has(name)))('still differs: $name', ({ index, ...step }) => {
    expect(() => judge(played.outcomes[index], step.expect, played)).toThrow();
  });
});

it('knows of no difference, and of no violation, at a step that does not exist', () => {
  const names = new Set(accountsOnMoto.flatMap(({ steps }) => steps).map(({ name }) => name));
  expect([...unlikeMoto, ...Object.keys(knownViolations)].filter((name) => !names.has(name))).toEqual([]);
});
