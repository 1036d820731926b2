import { describe, expect, it, vi } from 'vitest';
import { RetryableError, TerminalError } from '../../../functions/core/model/errors.ts';
import { delayBefore, returnMessage } from '../../../functions/runtime/return-message.ts';
import { message } from '../../support/engine-events.ts';
import { recordingJournal } from '../../support/engine-journal.ts';

const error = new RetryableError('later', { code: 'lifecycle-state' });

it.each([
  [1, 30],
  [2, 60],
  [3, 120],
  [4, 240],
  [5, 480],
  [6, 900],
  [100, 900],
])('brings a message received %i times back after %i seconds', (times, seconds) => {
  expect(delayBefore('m-1', times, error)).toBe(seconds);
});

describe('a message that only meets another invocation on its file system', () => {
  const codes = ['lease-held', 'lease-lost'] as const;

  it.each(codes)('comes back after three to five seconds, not all at once: %s', (code) => {
    const busy = new RetryableError('busy', { code });
    const delays = Array.from({ length: 30 }, (_, n) => delayBefore(`m-${n}`, 1 + (n % 4), busy));
    expect([...new Set(delays)].toSorted()).toEqual([3, 4, 5]);
  });

  it.each([
    [5, 30],
    [6, 60],
    [11, 900],
  ])('waits longer when that goes on: received %i times, %i seconds', (times, seconds) => {
    expect(delayBefore('m-1', times, new RetryableError('busy', { code: 'lease-held' }))).toBe(seconds);
  });
});

describe('a message', () => {
  it('whose reason may pass is brought back, and the journal told why and when', async () => {
    const journal = recordingJournal();
    const returnLater = vi.fn(async () => {});
    const count = vi.fn();
    await returnMessage(journal, returnLater, count)(message('m-1', {}, 2), error);
    expect(count.mock.calls).toEqual([[2]]);
    expect(returnLater.mock.calls).toEqual([['handle-of-m-1', 60]]);
    expect(journal.warnings).toEqual([
      { message: 'message returned', keys: { messageId: 'm-1', receiveCount: 2, error, seconds: 60 } },
    ]);
  });

  it('that only a person can help is left to the queue', async () => {
    const journal = recordingJournal();
    const returnLater = vi.fn(async () => {});
    const terminal = new TerminalError('never', { code: 'bad-request' });
    const count = vi.fn();
    await returnMessage(journal, returnLater, count)(message('m-1', {}), terminal);
    expect(count).not.toHaveBeenCalled();
    expect(returnLater).not.toHaveBeenCalled();
    expect(journal.warnings).toEqual([
      { message: 'message returned', keys: { messageId: 'm-1', receiveCount: 1, error: terminal } },
    ]);
  });

  it('is left to a queue that is not known', async () => {
    const journal = recordingJournal();
    await returnMessage(journal, undefined)(message('m-1', {}), error);
    expect(journal.warnings).toMatchObject([{ message: 'message returned' }]);
  });

  it('comes back in any case: a fault in arranging it is told and goes no further', async () => {
    const journal = recordingJournal();
    const fault = new Error('no such queue');
    await returnMessage(journal, () => Promise.reject(fault))(message('m-1', {}), error);
    expect(journal.warnings.at(-1)).toEqual({
      message: 'visibility not changed',
      keys: { messageId: 'm-1', error: fault },
    });
  });
});
