import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { injectedErrors } from './injected-errors.ts';
import { playWithBoto3, playWithSdk } from './play.ts';
import { nameOf, type Played } from './steps/step.ts';
import { unserved } from './unserved.ts';

const steps = [...injectedErrors, ...unserved];

const clients = [
  { client: 'the JavaScript SDK', play: (url: string) => playWithSdk(url, { steps }), violations: undefined },
  {
    client: 'boto3, by its model,',
    play: (url: string) => playWithBoto3(url, { steps }, { validate: true }),
    violations: [],
  },
];

describe.each(clients)('a refusal of the local endpoint', ({ client, play, violations }) => {
  let endpoint: Listening;
  let played: Played;
  beforeAll(async () => {
    endpoint = await localAws().listen();
    played = await play(endpoint.url);
  });
  afterAll(() => endpoint.close());

  it.each(steps.map((step, index) => ({ ...step, index, name: nameOf(step) })))(
    `is what ${client} sees of $name`,
    ({ index, expect: expected }) => {
      expect(played.outcomes[index]).toMatchObject(expected);
      expect(played.outcomes[index]?.violations).toEqual(violations);
    },
  );
});

it('is looked at for every operation that mountguard calls, but for those of services that the local endpoint lacks', () => {
  const folder = fileURLToPath(new URL('../../../functions/', import.meta.url));
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const called = sources.flatMap((path) =>
    [
      ...readFileSync(`${folder}${path}`, 'utf8').matchAll(
        /\{([^}]*)\} (?:from |= await import\()'@aws-sdk\/client-(\w+)'/g,
      ),
    ].flatMap(([, names = '', service]) =>
      [...names.matchAll(/(\w+)Command\b/g)].map(([, operation]) => `${service} ${operation}`),
    ),
  );
  const lacking = new Set(['ssm', 'appconfigdata']);
  const ours = called.filter((name) => !lacking.has(name.split(' ')[0] ?? ''));
  // Powertools takes back what it has noted of an event that failed.
  ours.push('dynamodb DeleteItem');
  const looked = injectedErrors.map(({ service, operation }) => `${service} ${operation}`);
  expect([...new Set(ours)].toSorted()).toEqual([...new Set(looked)].toSorted());
});
