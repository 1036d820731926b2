import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { localAws } from '../../infra/local/local-aws.ts';
import { holds } from '../networks/address.ts';
import { build } from '../networks/build.ts';
import { networks } from '../networks/network.ts';
import { truthOf } from '../networks/right.ts';
import { lettingOf } from '../networks/rule-text.ts';

const answer = z.object({
  cases: z.array(
    z.object({
      network: z.string(),
      drift: z.string(),
      history: z.enum(['known', 'flow logs', 'first']),
      isPolicyChange: z.boolean(),
      right: z.enum(['compliant', 'fix', 'refuse']),
      verdict: z.string(),
      leftOut: z.optional(z.string()),
    }),
  ),
});

/** Plays one drift of each network in one history. */
const played = async (history: string) => {
  const main = fileURLToPath(new URL('../networks/main.ts', import.meta.url));
  const options = ['--sample', '--json', '--history', history];
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...options], { maxBuffer: 2 ** 24 });
  return answer.parse(JSON.parse(stdout)).cases;
};

describe('dist/remediate on real networks', () => {
  let cases: Awaited<ReturnType<typeof played>>;
  beforeAll(async () => {
    cases = (await Promise.all(['known', 'first'].map(played))).flat();
  });

  it('is played on every network', () => {
    expect(new Set(cases.map(({ network }) => network))).toEqual(new Set(networks.map(({ id }) => id)));
    expect(cases).toHaveLength(2 * networks.length);
  });

  it('fixes or refuses every drift, and leaves alone what is compliant', () => {
    expect(cases.filter(({ verdict }) => verdict === 'other')).toEqual([]);
  });

  it('restores what was known good without hurting anybody who had access then', () => {
    const drifts = cases.filter(({ history, isPolicyChange }) => history === 'known' && !isPolicyChange);
    expect(drifts.filter(({ verdict }) => verdict === 'dangerous write')).toEqual([]);
  });

  it('says whom a refusal is to protect', () => {
    const refused = cases.filter(({ verdict }) => verdict === 'false refusal');
    expect(refused.filter(({ leftOut }) => leftOut?.includes('who'))).toEqual([]);
  });
});

describe('what is right on these networks', () => {
  it('is known of every drift', () => {
    const rights = networks.flatMap((network) => {
      const { parties } = build(localAws().world, network);
      const drifts = Object.values(network.drifts);
      return drifts.flatMap((drift) =>
        (['known', 'first'] as const).map(
          (history) => `${history}: ${truthOf(network, drift, history, parties).right}`,
        ),
      );
    });
    const counts = Map.groupBy(rights, (right) => right).entries();
    expect(Object.fromEntries(counts.map(([right, { length }]) => [right, length]))).toEqual({
      'known: compliant': 31,
      'known: fix': 258,
      'known: refuse': 18,
      'first: compliant': 31,
      'first: fix': 230,
      'first: refuse': 46,
    });
  });

  it.each([
    { text: 'nfs from app', ports: { from: 2049, to: 2049 }, source: { kind: 'group', name: 'app' } },
    { text: 'all from 10.0.0.0/8', ports: 'all', source: { kind: 'block', block: '10.0.0.0/8' } },
    { text: '111-2049 from list far', ports: { from: 111, to: 2049 }, source: { kind: 'list', name: 'far' } },
  ])('reads $text', ({ text, ...letting }) => {
    expect(lettingOf(text)).toEqual(letting);
  });

  it.each([
    { block: '10.0.0.0/23', address: '10.0.1.255', is: true },
    { block: '10.0.0.0/23', address: '10.0.2.0', is: false },
    { block: '0.0.0.0/0', address: '203.0.113.9', is: true },
    { block: '0.0.0.0/0', address: '2600:1f18::1', is: false },
    { block: '2600:1f18::/56', address: '2600:1f18:0:ff::1', is: true },
    { block: '2600:1f18::/56', address: '2600:1f18:0:100::1', is: false },
    { block: '::/0', address: '::1', is: true },
  ])('takes $address for one of $block: $is', ({ block, address, is }) => {
    expect(holds(block, address)).toBe(is);
  });
});
