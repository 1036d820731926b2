import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../../functions/core/model/errors.ts';
import { fileSystemId } from '../../../functions/core/model/ids.ts';
import { removeMountTarget } from '../../../infra/local/world/storage.ts';
import { must } from '../../support/must.ts';
import { type Region, region } from './region.ts';

const hour = 3_600_000;
const generous = 'limits: { changesPerSweep: { count: 5000, percent: 100 } }';

/** What is on record of the first file system's mount targets, and when a sweep last put it there. */
const onRecord = async (it: Region, id: string) => {
  const { of, sweptAt } = await it.ports.ledger.knownGood('all');
  return { records: of(must(fileSystemId(id))), sweptAt };
};

/** Calls of the ledger by operation since the last time. */
const ledgerCalls = ({ aws }: Region) => {
  const all = Object.entries(aws.calls.counts()).filter(([name]) => name.startsWith('dynamodb:'));
  const sum = (names: RegExp) => all.reduce((total, [name, count]) => (names.test(name) ? total + count : total), 0);
  return { reads: sum(/:(Get|BatchGet|Query)/), writes: sum(/:(Put|Update|Delete|Transact|BatchWrite)/) };
};

describe('what a sweep records of compliant sets', () => {
  it('costs one read, and one write where nothing has changed since the last', async () => {
    const it = await region();
    for (let vpc = 0, made = 0; made < 1000; made += 400, vpc = it.addVpc())
      it.addMany(Math.min(400, 1000 - made), { vpc });
    expect(await it.sweep()).toMatchObject({ checked: 3000, summary: { compliant: 3000 } });
    // A shard each, the stamp, that the policy is measured, and the day; the first sweep of a day completes those before.
    expect(ledgerCalls(it)).toEqual({ reads: 7, writes: 67 });
    it.pass(hour);
    expect(await it.sweep()).toMatchObject({ summary: { compliant: 3000 } });
    expect(ledgerCalls(it)).toEqual({ reads: 4, writes: 2 });
  });

  it('costs a write more for each share of the file systems in which something has changed', async () => {
    const it = await region();
    const all = it.addMany(100);
    await it.sweep();
    it.drift(must(all[0]?.ids[0]));
    it.drift(must(all[0]?.ids[1]));
    it.pass(hour);
    await it.sweep();
    expect(ledgerCalls(it)).toEqual({ reads: 4, writes: 3 });
    it.pass(hour);
    await it.sweep();
    expect(ledgerCalls(it)).toEqual({ reads: 4, writes: 2 });
  });

  it('costs at most ten reads where every third mount target has drifted', async () => {
    const it = await region({ limits: generous });
    await it.sweep();
    for (const { ids } of it.addMany(600)) it.drift(must(ids[0]));
    await it.sweep();
    expect(ledgerCalls(it).reads).toBeLessThanOrEqual(10);
  });

  it('is what the set lets in, from when to when that was so, and since when it has drifted', async () => {
    const it = await region();
    const { id, ids } = it.add();
    const first = it.ports.clock.now();
    await it.sweep();
    it.pass(hour);
    it.drift(must(ids[0]));
    await it.sweep();
    it.pass(hour);
    await it.sweep();
    const lets = { blocks: ['10.0.0.0/8'], groups: [] };
    const span = { lets, from: first, policyVersion: it.policy.version };
    const { records, sweptAt } = await onRecord(it, id);
    expect(sweptAt).toBe(first + 2 * hour);
    expect(records.get(must(ids[0]))).toEqual({ spans: [{ ...span, to: first }], driftSince: first + hour });
    expect(records.get(must(ids[1]))).toEqual({ spans: [span] });
  });

  it.each<{ what: string; sweep: (it: Region) => Promise<unknown> }>([
    { what: 'a dry run', sweep: (it) => it.sweep({ dryRun: true }) },
    {
      what: 'a confirmation',
      sweep: async (it) => it.sweep({ confirm: (await it.sweep({ dryRun: true })).fingerprint }),
    },
    {
      what: 'a sweep that ran out of time',
      sweep: (it) =>
        it.sweep(
          {},
          {
            bulk: { ...it.ports.bulk, async *interfaces() {} },
            reader: {
              ...it.ports.reader,
              mountTargetsOf: () => Promise.reject(new RetryableError('no time', { code: 'out-of-time' })),
            },
          },
        ),
    },
  ])('is nothing after $what', async ({ sweep }) => {
    const it = await region();
    const { id, ids } = it.add();
    const start = it.ports.clock.now();
    await it.sweep();
    const before = await onRecord(it, id);
    it.pass(hour);
    it.drift(must(ids[0]));
    await sweep(it);
    expect(await onRecord(it, id)).toMatchObject({ records: before.records, sweptAt: start });
  });

  it('is no set under a policy that would change more than a sweep may, but since when nobody could tell', async () => {
    const it = await region({ limits: 'limits: { changesPerSweep: { count: 1, percent: 10 } }' });
    const { id, ids } = it.add();
    for (const each of ids) it.drift(each);
    await it.sweep();
    expect(it.journal.sweeps.at(-1)?.circumstances).toMatchObject({ overBudget: true });
    const { records, sweptAt } = await onRecord(it, id);
    expect([...records.values()]).toEqual(ids.map(() => ({ spans: [], driftSince: sweptAt })));
  });

  it('goes on under a policy that is in force while too much has drifted', async () => {
    const it = await region({ limits: 'limits: { changesPerSweep: { count: 1, percent: 10 } }' });
    const { id, ids } = it.add();
    await it.sweep();
    for (const each of ids) it.drift(each);
    it.pass(hour);
    await it.sweep();
    const { records, sweptAt } = await onRecord(it, id);
    expect([...records.values()].map(({ driftSince }) => driftSince)).toEqual(ids.map(() => sweptAt));
  });

  it('is lost for no mount target of a file system that could not be read', async () => {
    const it = await region();
    const { id, ids } = it.add();
    const start = it.ports.clock.now();
    await it.sweep();
    it.pass(hour);
    const away = () => Promise.reject(new RetryableError('away', { code: 'throttled' }));
    await it.sweep(
      {},
      { bulk: { ...it.ports.bulk, async *interfaces() {} }, reader: { ...it.ports.reader, mountTargetsOf: away } },
    );
    const { records } = await onRecord(it, id);
    expect(ids.map((each) => records.get(each)?.spans)).toEqual(
      ids.map(() => [expect.objectContaining({ from: start, to: start })]),
    );
  });

  it('is forgotten of a mount target that is gone', async () => {
    const it = await region();
    const { id, ids, mountTargets } = it.add();
    await it.sweep();
    removeMountTarget(it.aws.world, must(mountTargets[0]));
    it.pass(hour);
    await it.sweep();
    expect([...(await onRecord(it, id)).records.keys()].toSorted()).toEqual(ids.slice(1).toSorted());
  });

  it('leaves a warning and costs nothing else where the ledger does not take it', async () => {
    const it = await region();
    const { ids } = it.add();
    it.drift(must(ids[0]));
    const keepGood = () => Promise.reject(new RetryableError('away', { code: 'throttled' }));
    const { ledger } = it.ports;
    expect(await it.sweep({}, { ledger: { ...ledger, keepGood } })).toMatchObject({ queued: 1 });
    expect(it.journal.warnings.map(({ message }) => message)).toContain(
      'what compliant sets let in is not recorded; the next sweep does it',
    );
  });
});
