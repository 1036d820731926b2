import { describe, expect, it } from 'vitest';
import type { Talker } from '../../../../functions/core/nfs/flow-log.ts';
import { refusedClients } from '../../../../functions/core/nfs/refused-clients.ts';

const rejected = (address: string): Talker => ({ address, origins: [], bytes: 60, packets: 1, intervals: 1, last: 1 });

describe('after a change', () => {
  const before = { losers: ['10.0.0.1', '10.1.0.0/28', 'unknown'], accepted: ['10.0.0.2', '2600::2', '10.0.0.1'] };

  it.each([
    { address: '10.0.0.1', because: 'loser' },
    { address: '10.1.0.15', because: 'loser' },
    { address: '10.0.0.2', because: 'accepted-before' },
    { address: '2600:0::2', because: 'accepted-before' },
  ])('$address is refused, as one of $because, for a single packet', ({ address, because }) => {
    const talker = rejected(address);
    expect(refusedClients({ rejected: [talker] }, before)).toEqual({ refused: [{ ...talker, because }], others: [] });
  });

  it.each(['10.1.0.16', '203.0.113.9', '-'])('%s is information', (address) => {
    expect(refusedClients({ rejected: [rejected(address)] }, before)).toEqual({ refused: [], others: [address] });
  });

  it('tells them apart', () => {
    const { refused, others } = refusedClients({ rejected: ['10.0.0.3', '10.0.0.1'].map(rejected) }, before);
    expect(refused.map(({ address }) => address)).toEqual(['10.0.0.1']);
    expect(others).toEqual(['10.0.0.3']);
  });
});
