import { expect, it } from 'vitest';
import { readingUntil } from '../../../functions/aws/client/within.ts';
import { coverageItems } from '../../../functions/aws/ledger/coverage.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { awsRegionReader } from '../../../functions/aws/read/region-reader.ts';
import type { Reader } from '../../../functions/engine/ports/reader.ts';
import { sum } from '../../../functions/organization/sum.ts';
import type { SweepApp } from '../../../functions/runtime/assemble-sweep.ts';
import type { Members } from '../../../functions/runtime/members.ts';
import { sweepPlace } from '../../../functions/sweep/sweep-place.ts';
import { localTables } from '../../../infra/local/tables.ts';
import { localPlace as place } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { inVirtualTime, virtualClock } from '../../support/virtual-time.ts';
import { region } from '../sweep/region.ts';

const [second, slowly] = [1000, 20_000];
const organization = {
  ...{ accounts: {}, regions: [place.region], paused: [] },
  ...{ changesPerSweep: { count: 100 }, placesDrifted: { percent: 100 } },
};

/**
 * A place of so many file systems, each with a mount target that drifted, whose interfaces EC2 does not show, so that EFS is asked
 * about one after the other and takes its time; and the children of the map that sweep it.
 */
const slowPlace = async (fileSystems: number) => {
  const it = await region({ clock: virtualClock });
  for (const { ids } of it.addMany(fileSystems, { mountTargets: 1 })) it.drift(must(ids[0]));
  const coverage = coverageItems(it.clients.dynamo(), localTables.ledger);
  await coverage.recordDiscovered({ ...place, name: 'slow', units: [] }, 1);
  const policy = { ...it.policy, organization };
  await it.ports.ledger.openGate(policy.version, 0);
  const app = (limit: AbortSignal) => {
    const reading = readingUntil(it.clients, limit);
    const reader = awsReader(reading);
    const mountTargetsOf: Reader['mountTargetsOf'] = async (id) => {
      if (!limit.aborted) await virtualClock.sleep(slowly);
      return reader.mountTargetsOf(id);
    };
    const bulk = { ...awsRegionReader(reading), async *interfaces() {} };
    return { ...it.ports, clock: virtualClock, reader: { ...reader, mountTargetsOf }, bulk };
  };
  const metrics = { addMetadata: () => metrics };
  const at = { metrics, ports: app, readPolicy: async () => policy } as unknown as SweepApp;
  const members: Members<SweepApp> = { at: async () => at, coverage, clock: virtualClock, isOfMember: () => false };
  return {
    queued: () => it.queue.sent.splice(0).map(({ mountTargetId }) => mountTargetId),
    child: (run: string, dryRun: boolean) => {
      const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 900 * second };
      return sweepPlace(members, { kind: 'place-sweep', place, run, dryRun }, context);
    },
    part: async () => must((await coverage.placeOnRecord(place))?.notSwept?.part),
    sum: (run: string) =>
      sum({ coverage, clock: virtualClock, accounts: { accountsBelow: async () => [] } }, policy, {
        run,
        dryRun: false,
      }),
  };
};

it('ends the sweep of a slow place before the child of the map dies, however long the function may run', async () => {
  const { result, ms } = await inVirtualTime(async () => (await slowPlace(110)).child('run-1', true));
  expect(result.outcome).toBe('partial');
  expect(ms).toBeGreaterThan(190 * second);
  expect(ms).toBeLessThan(240 * second);
});

it('acts on the part of a place that was planned, and has the next run go on behind it', async () => {
  await inVirtualTime(async () => {
    const { child, queued, part, sum: summed } = await slowPlace(110);
    const plan = await child('run-1', true);
    expect(queued()).toEqual([]);
    const seen = await part();
    expect(seen).toMatchObject({ changes: plan.changes, queued: 0 });
    expect(seen.changes).toBeGreaterThan(20);
    expect(seen.changes).toBeLessThan(110);
    expect(await summed('run-1')).toMatchObject({ planned: 1, changes: seen.changes, act: [place], withheld: [] });
    expect(await child('run-1', false)).toMatchObject({ outcome: 'partial', queued: seen.changes });
    const acted = queued();
    expect(acted).toHaveLength(seen.changes);
    // Sums count only what their own run saw.
    expect(await summed('run-2')).toMatchObject({ planned: 0, acting: 0 });
    await child('run-2', true);
    expect((await part()).after).toBeDefined();
    await child('run-2', false);
    expect(queued().filter((id) => acted.includes(id))).toEqual([]);
  });
});

it('queues nothing in a place that the run has not planned', async () => {
  await inVirtualTime(async () => {
    const { child, queued } = await slowPlace(1);
    expect(await child('run-1', false)).toMatchObject({ outcome: 'swept', changes: 1, queued: 0 });
    await child('run-1', true);
    expect(await child('run-1', false)).toMatchObject({ outcome: 'swept', changes: 1, queued: 1 });
    expect(queued()).toHaveLength(1);
  });
});
