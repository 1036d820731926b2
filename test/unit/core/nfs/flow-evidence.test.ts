import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Client } from '../../../../functions/core/nfs/client.ts';
import {
  type Asked,
  type Contest,
  contestedSources,
  weighEvidence,
} from '../../../../functions/core/nfs/flow-evidence.ts';
import { type FlowLogAnswer, LAG, type Talker } from '../../../../functions/core/nfs/flow-log.ts';
import { client, vpc } from '../../../support/builders.ts';

const now = Date.parse('2026-03-08T12:00:00Z');
const from = now - 7 * 86_400_000;
const to = now - LAG;
const everything: Asked = { from, to: now, sources: [] };

/** A client that has `10.0.0.N` and was attached before the window, unless said otherwise. */
const machine = (n: number, say: Partial<Client> = {}): Client =>
  client(n, { addresses: [`10.0.0.${n}`], attachedAt: from, ...say });

/** Traffic of a mounted file system, unless said otherwise. */
const talker = (address: string, say: Partial<Talker> = {}): Talker => ({
  address,
  origins: [],
  bytes: 1_001,
  packets: 7,
  intervals: 2,
  last: to - 60_000,
  ...say,
});
const handshake = { bytes: 360, packets: 6, intervals: 1 };

const answer = (say: Partial<FlowLogAnswer> = {}): FlowLogAnswer => ({
  covered: { from, to },
  gaps: [],
  accepted: [],
  rejected: [],
  ...say,
});

/** A group that all of these are in and lose. */
const group = (...losers: readonly Client[]): Contest => ({
  losers,
  lost: [{ members: losers }],
  beside: [],
  present: losers,
  vpcId: vpc(1),
});
/** A block that all of these are in and lose. */
const block = (cidr: string, ...losers: readonly Client[]): Contest => ({
  losers,
  lost: [{ cidr, members: losers }],
  beside: [],
  present: losers,
  vpcId: vpc(1),
});

const weigh = (contest: Contest, say: Partial<FlowLogAnswer> = {}, asked = everything) =>
  weighEvidence({ ...contest, answer: answer(say), asked });
const acquitted = (...weighed: Parameters<typeof weigh>): readonly string[] => [...weigh(...weighed).acquitted];

describe('a client that was attached for the whole window', () => {
  const loser = machine(1);

  it('is acquitted when it never spoke', () => {
    expect(weigh(group(loser))).toEqual({
      acquitted: new Set(['eni-1']),
      unused: new Set(),
      convicted: [],
      gone: [],
      why: ['flow logs from 2026-03-01T12:00:00.000Z to 2026-03-08T11:45:00.000Z show no NFS traffic of one interface'],
    });
  });

  it.each([
    { when: 'others spoke', accepted: [talker('10.0.0.2'), talker('10.9.0.1')] },
    { when: 'it was only rejected', rejected: [talker('10.0.0.1')] },
  ])('is acquitted when $when', (say) => {
    expect(acquitted(group(loser), say)).toEqual(['eni-1']);
  });

  it('is acquitted when only its addresses were asked about', () => {
    expect(acquitted(group(loser), {}, { ...everything, sources: ['10.0.0.1'] })).toEqual(['eni-1']);
    expect(acquitted(group(loser), {}, { ...everything, sources: ['10.0.0.0/30'] })).toEqual(['eni-1']);
  });

  it.each<{ readonly when: string; readonly say: Partial<FlowLogAnswer> }>([
    { when: 'it spoke once', say: { accepted: [talker('10.0.0.1', handshake)] } },
    { when: 'the answer says no time that it covers', say: { gaps: [], covered: undefined as never } },
    { when: 'the answer has a gap', say: { gaps: ['the log skipped data'] } },
    { when: 'the flow log is younger than the window', say: { covered: { from: from + 1, to } } },
    { when: 'the flow log lags by more than 15 minutes', say: { covered: { from, to: to - 1 } } },
    { when: 'somebody spoke at what is no address', say: { accepted: [talker('-')] } },
  ])('is not acquitted when $when', ({ say }) => {
    expect(acquitted(group(loser), say)).toEqual([]);
  });

  it('is not acquitted over a window of 15 minutes', () => {
    const asked = { ...everything, from: to };
    expect(acquitted(group(loser), { covered: { from: to, to } }, asked)).toEqual([]);
  });

  it.each([
    { when: 'it has no known address', addresses: [] },
    { when: 'an address of it was not asked about', addresses: ['10.0.0.1', '10.0.0.9'] },
    { when: 'its IPv6 address was not asked about', addresses: ['10.0.0.1', '2600:1f18::1'] },
    { when: 'an address of it cannot be read', addresses: ['10.0.0.1', 'here'] },
  ])('is not acquitted when $when', ({ addresses }) => {
    const asked = { ...everything, sources: ['10.0.0.1', 'here', '2001:db8::/32'] };
    expect(acquitted(group(machine(1, { addresses })), {}, asked)).toEqual([]);
  });

  it('is not acquitted when any of its addresses spoke, also one in a block that is delegated to it', () => {
    const node = machine(1, { addresses: ['10.0.0.1', '10.0.4.0/28', '2600:1f18::1'] });
    expect(acquitted(group(node))).toEqual(['eni-1']);
    for (const address of ['10.0.0.1', '10.0.4.7', '2600:1f18:0::1'])
      expect(acquitted(group(node), { accepted: [talker(address, handshake)] })).toEqual([]);
    expect(acquitted(group(node), { accepted: [talker('10.0.4.16', handshake)] })).toEqual(['eni-1']);
  });

  it('says what the log does not cover', () => {
    expect(weigh(group(loser), { gaps: ['the log skipped data'] }).why).toEqual(['the log skipped data']);
    expect(weigh(group(loser), { covered: { from: from + 1, to } }).why).toEqual([
      'flow logs do not cover the whole time from 2026-03-01T12:00:00.000Z to 2026-03-08T11:45:00.000Z',
    ]);
    const { covered: _, ...uncovered } = answer();
    expect(weighEvidence({ ...group(loser), asked: everything, answer: uncovered }).why).toEqual([
      'flow logs do not cover the whole time from 2026-03-01T12:00:00.000Z to 2026-03-08T12:00:00.000Z',
    ]);
  });
});

describe('a client of which it is not known since when it is attached', () => {
  it('is not acquitted', () => {
    const { attachedAt: _, ...loser } = machine(1);
    expect(acquitted(group(loser))).toEqual([]);
  });
});

describe('a client in another VPC', () => {
  const abroad = machine(1, { vpcId: vpc(2) });

  it('is not acquitted, because it may come by another address, nor is one that is younger than the window and in its group', () => {
    expect(acquitted(group(abroad, machine(2), machine(3, { attachedAt: to - 1 })))).toEqual(['eni-2']);
  });

  it('is convicted by its own address', () => {
    expect(weigh(group(abroad), { accepted: [talker('10.0.0.1')] }).convicted).toMatchObject([{ by: abroad }]);
  });
});

describe('a client that was attached within the window', () => {
  const young = machine(1, { attachedAt: to - 1 });
  const old = machine(2);

  it('is acquitted when everyone in its group was silent', () => {
    expect(acquitted(group(young, old))).toEqual(['eni-1', 'eni-2']);
    expect(weigh(group(young, old)).why).toEqual([expect.stringMatching(/ show no NFS traffic of 2 interfaces$/)]);
  });

  it.each([
    { when: 'another in its group spoke', accepted: [talker('10.0.0.2', handshake)] },
    { when: 'a machine spoke that is gone, and may have been in the group', accepted: [talker('10.0.0.9', handshake)] },
  ])('is not acquitted when $when', (say) => {
    expect(acquitted(group(young, old), say)).not.toContain('eni-1');
  });

  it('is not acquitted when a member of its group spoke that keeps access', () => {
    const contest = { ...group(young, old), losers: [young] };
    expect(acquitted(contest)).toEqual(['eni-1']);
    expect(acquitted(contest, { accepted: [talker('10.0.0.2', handshake)] })).toEqual([]);
  });

  it('is not acquitted when only known addresses were asked about', () => {
    expect(acquitted(group(young, old), {}, { ...everything, sources: ['10.0.0.1', '10.0.0.2'] })).toEqual(['eni-2']);
  });

  it('is not acquitted within the last 15 minutes', () => {
    expect(acquitted(group(machine(1, { attachedAt: to }), old))).toEqual(['eni-2']);
  });

  it('is not acquitted when it is not said what it loses', () => {
    expect(acquitted({ ...group(young), lost: [], present: [] })).toEqual([]);
    expect(acquitted({ ...group(young), lost: [{ members: [old] }], present: [] })).toEqual([]);
  });

  it('is acquitted of a block when nothing in the block spoke, wherever else something did', () => {
    const contest = block('10.0.0.0/24', young);
    const asked = { ...everything, sources: ['10.0.0.1', '10.0.0.0/24'] };
    expect(acquitted(contest, { accepted: [talker('10.0.1.9')] }, asked)).toEqual(['eni-1']);
    expect(acquitted(contest, { accepted: [talker('10.0.0.9', handshake)] }, asked)).toEqual([]);
  });

  it.each([
    { when: 'the whole block was not asked about', cidr: '10.0.0.0/24', sources: ['10.0.0.0/25'] },
    { when: 'the block cannot be read', cidr: 'there', sources: [] },
  ])('is not acquitted of a block when $when', ({ cidr, sources }) => {
    expect(acquitted(block(cidr, young), {}, { ...everything, sources })).toEqual([]);
  });

  it('is acquitted only when all that it loses is unused', () => {
    const { lost, ...rest } = group(young, old);
    const contest = { ...rest, losers: [young], lost: [...lost, { cidr: '10.1.0.0/24', members: [young] }] };
    expect(acquitted(contest)).toEqual(['eni-1']);
    expect(acquitted(contest, { accepted: [talker('10.1.0.9', handshake)] })).toEqual([]);
  });
});

describe('a source that speaks', () => {
  const loser = machine(1, { name: 'web (i-1)' });

  it('is convicted with more than handshakes in two intervals, by the client that has the address', () => {
    const spoken = talker('10.0.0.1', { origins: ['100.64.0.7'] });
    const { convicted, why } = weigh(group(loser), { accepted: [spoken] });
    expect(convicted).toEqual([{ ...spoken, by: loser }]);
    expect(why).toEqual([
      'flow logs show that 10.0.0.1 (web (i-1), 100.64.0.7) uses NFS: 1001 bytes in 2 intervals, the last at 2026-03-08T11:44:00.000Z',
    ]);
  });

  it.each([
    { when: 'in one interval', say: { intervals: 1 } },
    { when: 'with the bytes of handshakes', say: { bytes: 1_000 } },
    { when: 'with the packets of a handshake', say: { packets: 6 } },
  ])('is not convicted $when, nor is its client acquitted', ({ say }) => {
    const { convicted, acquitted, gone, why } = weigh(group(loser), { accepted: [talker('10.0.0.1', say)] });
    expect({ convicted, acquitted, gone }).toEqual({ convicted: [], acquitted: new Set(), gone: [] });
    expect(why).toEqual([expect.stringMatching(/show other NFS traffic from web \(i-1\) at 10\.0\.0\.1$/)]);
  });

  it('is convicted whatever else the answer lacks', () => {
    const { covered: _, ...uncovered } = answer({ gaps: ['cut short'], accepted: [talker('10.0.0.1')] });
    expect(weighEvidence({ ...group(loser), asked: everything, answer: uncovered }).convicted).toHaveLength(1);
  });

  it('is convicted in a block that is lost, remote or gone as it is', () => {
    const remote = talker('192.168.0.5');
    const { convicted, gone, why } = weigh(block('192.168.0.0/24'), { accepted: [remote] });
    expect({ convicted, gone }).toEqual({ convicted: [remote], gone: [] });
    expect(why[0]).toContain('192.168.0.5 uses NFS');
    const { why: once } = weigh(block('192.168.0.0/24'), { accepted: [talker('192.168.0.5', handshake)] });
    expect(once[0]).toMatch(/show other NFS traffic from 192\.168\.0\.5$/);
  });

  it('is left alone in a block that is lost when its client keeps access', () => {
    const contest = { ...block('10.0.0.0/24', loser), present: [loser, machine(2)] };
    const { convicted, gone, why } = weigh(contest, { accepted: [talker('10.0.0.2')] });
    expect({ convicted, gone }).toEqual({ convicted: [], gone: [] });
    expect(why[0]).toMatch(/show other NFS traffic from i-2 at 10\.0\.0\.2$/);
  });

  it('is told apart where no interface has the address and no lost block holds it', () => {
    const accepted = [talker('10.0.0.8'), talker('10.0.0.9', handshake), talker('-')];
    const { convicted, gone } = weigh(group(loser), { accepted });
    expect({ convicted, gone }).toEqual({ convicted: [], gone: ['10.0.0.8', '-'] });
  });
});

describe('what to ask about', () => {
  it('is the addresses and the blocks, each once', () => {
    const losers = [machine(1), machine(2, { addresses: ['10.0.0.1', '2600::1'] })];
    const lost = [{ members: losers }, { cidr: '10.1.0.0/24', members: [] }];
    const asked = contestedSources({ losers, lost, beside: ['10.0.0.0/16'] }, from);
    expect(asked).toEqual(['10.0.0.1', '2600::1', '10.1.0.0/24', '10.0.0.0/16']);
  });

  it('is everything when a loser of a group is younger than the window', () => {
    const losers = [machine(1), machine(2, { attachedAt: from + 1 })];
    expect(contestedSources(group(...losers), from)).toEqual([]);
    expect(contestedSources(block('10.1.0.0/24', ...losers), from)).toHaveLength(3);
  });

  it('is not everything for a loser whose age is not known', () => {
    const { attachedAt: _, ...unknown } = machine(1);
    expect(contestedSources(group(unknown), from)).toEqual(['10.0.0.1']);
  });
});

describe('laws', () => {
  const some = fc.integer({ min: 1, max: 6 });
  const arbitrary = fc.record({
    young: fc.subarray([1, 2, 3, 4]),
    spoke: fc.array(
      fc.record({ n: some, bytes: fc.nat(2_000), packets: fc.nat(12), intervals: fc.integer({ min: 1, max: 3 }) }),
    ),
    gaps: fc.constantFrom([], ['a gap']),
    all: fc.boolean(),
    lag: fc.constantFrom(0, LAG),
  });

  it('never acquits whom it heard, never convicts whom it acquits, and never acquits less for hearing less', () => {
    fc.assert(
      fc.property(arbitrary, ({ young, spoke, gaps, all, lag }) => {
        const losers = [1, 2, 3, 4].map((n) => machine(n, { attachedAt: young.includes(n) ? to - 1 : from }));
        const contest = group(...losers);
        const asked = { ...everything, sources: all ? [] : contestedSources(contest, from) };
        const accepted = spoke.map(({ n, ...say }) => talker(`10.0.0.${n}`, say));
        const say = { gaps, accepted, covered: { from, to: to - lag } };
        const { acquitted, convicted } = weigh(contest, say, asked);
        for (const { n } of spoke) expect(acquitted.has(`eni-${n}`)).toBe(false);
        for (const { by } of convicted) expect(acquitted.has(by?.id ?? '')).toBe(false);
        if (gaps.length > 0 || lag > 0) expect(acquitted.size).toBe(0);
        const less = weigh(contest, { ...say, accepted: accepted.slice(1) }, asked).acquitted;
        expect([...acquitted].filter((id) => !less.has(id))).toEqual([]);
      }),
    );
  });
});
