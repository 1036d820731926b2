import { afterAll, describe, expect, it } from 'vitest';
import { intake } from '../../functions/intake/intake.ts';
import { sweepRequest } from '../../functions/intake/sweep-request.ts';
import { groupsOf, setGroups } from '../../infra/local/world/storage.ts';
import { markdown } from '../support/markdown.ts';
import { payloadsOf } from '../support/readme-payloads.ts';
import { type Built, runBuilt } from './run-built.ts';
import { servedAccount } from './served-account.ts';

const all = payloadsOf(markdown('infra/operating.md'));
const payloads = all.filter(({ beside }) => beside === undefined);
const extended = all.flatMap(({ beside, ...payload }) => (beside === undefined ? [] : [{ ...payload, beside }]));
const readers = { remediate: (event: unknown) => intake(event, {}), sweep: sweepRequest };

const { aws, env, close } = await servedAccount();

// The drift of the sample account.
const mountTarget = 'fsmt-0a1b2c3d4e5f60718';
const stray = 'sg-0bbbbbbbbbbbbbbb2';

describe('the payloads in infra/operating.md', () => {
  afterAll(close);

  it.each(payloads)('for $to are refused by the other function: $shown', ({ to, value }) => {
    expect(readers[to](value).kind).not.toBe('malformed');
    expect(readers[to === 'sweep' ? 'remediate' : 'sweep'](value).kind).toBe('malformed');
  });

  it.each<Built>(['remediate', 'sweep'])('for %s are each answered by it as it was built', async (name) => {
    const own = payloads.filter(({ to }) => to === name).map(({ value }) => value);
    expect(own.length).toBeGreaterThan(3);
    expect(await runBuilt(name, env, own)).toHaveLength(own.length);
  });

  it.each(extended)(
    'for $to take the field $beside, or have it in their answer: $shown',
    async ({ to, value, beside }) => {
      const { [beside]: _, ...without } = value;
      const isTaken = readers[to](value).kind !== 'malformed';
      expect(await runBuilt(to, env, [isTaken ? value : without])).toEqual([
        isTaken ? expect.anything() : expect.objectContaining({ [beside]: expect.anything() }),
      ]);
    },
  );

  it('that ask for a dry run change nothing and queue nothing', async () => {
    setGroups(aws.world, mountTarget, [stray]);
    for (const { to, value } of all.filter(({ value }) => value['dryRun'] === true)) {
      const [answer] = await runBuilt(to, env, [value]);
      expect(answer).toMatchObject(to === 'sweep' ? { queued: 0 } : { results: expect.any(Array) });
    }
    expect(groupsOf(aws.world, mountTarget)).toEqual([stray]);
  });

  it('that confirm a plan carry out what a dry run answered with', async () => {
    setGroups(aws.world, mountTarget, [stray]);
    // One of the payloads above pauses until a time.
    await runBuilt('sweep', env, [{ resume: true, by: 'ana', reason: 'INC-0' }]);
    const [plan] = (await runBuilt('sweep', env, [{ dryRun: true }])) as { readonly fingerprint?: string }[];
    expect(plan).toMatchObject({
      results: [{ before: [stray], after: expect.any(Array), explanation: expect.any(String) }],
    });
    expect(await runBuilt('sweep', env, [{ confirm: plan?.fingerprint, by: 'ana', reason: 'INC-0' }])).toMatchObject([
      { queued: 1 },
    ]);
  });
});
