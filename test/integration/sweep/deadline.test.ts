import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { readingUntil } from '../../../functions/aws/client/within.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { awsRegionReader } from '../../../functions/aws/read/region-reader.ts';
import { type FileSystemId, fileSystemId } from '../../../functions/core/model/ids.ts';
import { sweepOnSchedule, sweepWhenAsked } from '../../../functions/engine/sweep/sweep-when-due.ts';
import { nextBits } from '../../../infra/local/random.ts';
import { inProcess } from '../../support/in-process.ts';
import { must } from '../../support/must.ts';
import { inVirtualTime, virtualClock } from '../../support/virtual-time.ts';
import { region } from './region.ts';

const second = 1000;

/**
 * A region of file systems with three mount targets each, whose interfaces EC2 does not show, so that EFS has to be asked
 * four times about each file system; EFS takes ten calls a second. A sweep reads for so many seconds.
 */
const opaqueRegion = async (fileSystems: number) => {
  // The SDK's pauses between tries are random.
  const state = { state: 1 };
  const random = vi.spyOn(Math, 'random').mockImplementation(() => nextBits(state) / 2 ** 32);
  onTestFinished(() => random.mockRestore());
  const it = await region({ clock: virtualClock });
  const all = it.addMany(fileSystems).map(({ id }) => must(fileSystemId(id)));
  it.aws.faults.set({ throttle: { efs: { rate: 10, burst: 10 } }, latencyMs: 30 });
  const clients = awsClients({ ...inProcess(it.aws), maxAttempts: 8 });

  /** What a sweep answers, how long it took, and the file systems that it read, asked about, or left unread. */
  const sweep = async (seconds: number, isAsked = false) => {
    it.aws.calls.reset();
    const limit = new AbortController();
    setTimeout(() => limit.abort(), seconds * second);
    const reading = readingUntil(clients, limit.signal);
    const reader = awsReader(reading);
    const order: FileSystemId[] = [];
    const ports = {
      ...it.ports,
      clock: virtualClock,
      reader: {
        ...reader,
        mountTargetsOf: (id: FileSystemId) => {
          order.push(id);
          return reader.mountTargetsOf(id);
        },
      },
      bulk: { ...awsRegionReader(reading), async *interfaces() {} },
    };
    const started = Date.now();
    const question = { cause: 'CreateTags', securityGroupIds: [], prefixListIds: [], at: started };
    if (isAsked) await sweepWhenAsked(ports, it.policy, [question]);
    else await sweepOnSchedule(ports, it.policy);
    const took = (Date.now() - started) / second;
    const { result } = must(it.journal.sweeps.at(-1));
    const unread = new Set(result.results.map(({ fileSystemId }) => String(fileSystemId)));
    return { result, took, order, read: all.filter((id) => !unread.has(id)) };
  };
  return { ...it, all, sweep };
};

describe('a sweep past its deadline', () => {
  it('says of every file system that it has not read, or not whole, that it is out of time, and then does nothing more', async () => {
    await inVirtualTime(async () => {
      const { sweep, all, aws } = await opaqueRegion(80);
      const { result, took, read } = await sweep(15);
      expect(took).toBeLessThan(16);
      expect(result.results.filter(({ reasons }) => reasons.join() !== 'out-of-time')).toEqual([]);
      expect(result.summary).toEqual({ compliant: expect.any(Number), deferred: result.results.length });
      expect(read.length).toBeGreaterThan(30);
      expect(read.length).toBeLessThan(all.length);
      aws.calls.reset();
      await virtualClock.sleep(30 * second);
      expect(aws.calls.log).toEqual([]);
    });
  });

  it('has the next one begin behind where it got to, whether that is scheduled or asked for, until all is read', async () => {
    await inVirtualTime(async () => {
      const { sweep, all } = await opaqueRegion(80);
      const read = new Set<FileSystemId>();
      for (const isAsked of [false, true, false]) {
        const { order, ...more } = await sweep(15, isAsked);
        expect(read).not.toContain(order[0]);
        for (const id of more.read) read.add(id);
      }
      // Those that AWS throttled for longer than others have their turn in the next round.
      expect(read.size).toBeGreaterThan(70);
      for (let more = 0; more < 5 && read.size < all.length; more += 1)
        for (const id of (await sweep(15)).read) read.add(id);
      expect(read).toEqual(new Set(all));
    });
  });

  it('begins at the beginning again once one has read everything', async () => {
    await inVirtualTime(async () => {
      const { sweep, all } = await opaqueRegion(20);
      const [first] = all.toSorted();
      expect((await sweep(4)).order[0]).toBe(first);
      const whole = await sweep(30);
      expect(whole.order[0]).not.toBe(first);
      expect(whole.result).toMatchObject({ summary: { compliant: 60 }, results: [] });
      expect((await sweep(30)).order[0]).toBe(first);
    });
  });

  it('fails when not even the lists are read in time, and leaves the next one free to begin', async () => {
    await inVirtualTime(async () => {
      const { sweep, aws, journal } = await opaqueRegion(1);
      aws.faults.set({ latencyMs: 5 * second });
      await expect(sweep(1)).rejects.toMatchObject({ code: 'out-of-time' });
      expect(journal.sweeps).toEqual([]);
      aws.faults.set({ latencyMs: 10 });
      expect((await sweep(10)).result).toMatchObject({ summary: { compliant: 3 } });
    });
  });
});
