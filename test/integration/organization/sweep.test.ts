import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { outputLines } from '../../support/engine-lines.ts';
import { A, organization } from './scene.ts';

describe('the sweep of a place in a run of the organisation', () => {
  it('counts what drifted and queues it only when the run goes on', async () => {
    const it = await organization();
    outputLines();
    expect(await it.child(it.aInUs)).toEqual({
      account: A,
      region: 'us-east-1',
      outcome: 'swept',
      changes: 1,
      queued: 0,
    });
    expect(it.queued()).toEqual([]);
    const { swept } = (await it.coverage.placeOnRecord(it.aInUs)) ?? {};
    expect(swept).toMatchObject({ run: 'run-1', dryRun: true, checked: 1, changes: 1, queued: 0 });
    expect(await it.child(it.aInUs, { dryRun: false })).toMatchObject({ outcome: 'swept', changes: 1, queued: 1 });
    expect(it.queued()).toMatchObject([{ account: A, region: 'us-east-1', mountTargetId: it.aInUs.mountTarget.id }]);
    expect(await it.receive(...it.queued())).toEqual([]);
    expect(it.aInUs.groups()).toEqual([it.aInUs.wanted]);
    expect(await it.child(it.aInUs)).toMatchObject({ outcome: 'swept', changes: 0 });
  });

  it('has another fingerprint in each place, also where the changes are alike', async () => {
    const it = await organization();
    outputLines();
    await Promise.all([it.child(it.a), it.child(it.b)]);
    const { places } = await it.coverage.listCoverage();
    const prints = places.flatMap(({ swept }) => swept?.fingerprint ?? []);
    expect(new Set(prints).size).toBe(2);
  });

  it.each([
    { outcome: 'role-missing', fault: 'no role', says: /Deploy the member stack to account 222233334444/ },
    { outcome: 'region-disabled', fault: 'a disabled Region', says: /has not enabled Region eu-west-1/ },
    { outcome: 'access-denied', fault: 'a denied read', says: /Update the member stack/ },
    { outcome: 'throttled', fault: 'a place that AWS slows down', says: /slows calls down: .*The next run goes on/ },
    { outcome: 'failed', fault: 'an unknown error', says: /WhateverException/ },
  ])('names $fault, on record and in its answer', async ({ outcome, says }) => {
    const it = await organization();
    outputLines();
    const { account, region } = it.a;
    const { faults } = it.local.at(account, region);
    if (outcome === 'role-missing') it.local.trust.roles.delete(account);
    if (outcome === 'region-disabled') it.local.disable(account, region);
    const error = {
      'access-denied': 'AccessDeniedException',
      throttled: 'RequestLimitExceeded',
      failed: 'WhateverException',
    }[outcome];
    const operation = outcome === 'throttled' ? 'ec2:DescribeSecurityGroups' : 'efs:DescribeFileSystems';
    if (error) faults.next(operation, { error, times: 20, status: error[0] === 'A' ? 403 : 400 });
    // The SDK waits a random part of its pauses between attempts.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    expect(await it.child(it.a)).toEqual({ account, region, outcome });
    const { notSwept } = (await it.coverage.placeOnRecord(it.a)) ?? {};
    expect(notSwept).toEqual({
      at: expect.any(Number),
      run: 'run-1',
      code: outcome,
      reason: expect.stringMatching(says),
    });
    expect(await it.child(it.b), 'another account').toMatchObject({ outcome: 'swept' });
  });

  it('answers partial of a slow place, and what it has read, by its deadline', async () => {
    const it = await organization();
    outputLines();
    it.local.at(it.a.account, it.a.region).faults.set({ latencyMs: 400 });
    // What is left of 40.3 s once the reserve is taken.
    expect(await it.child(it.a, { dryRun: true }, 40_300)).toMatchObject({ outcome: 'partial' });
    expect(await it.coverage.placeOnRecord(it.a)).toMatchObject({ notSwept: { code: 'partial' } });
    it.local.at(it.a.account, it.a.region).faults.clear();
    expect(await it.child(it.a)).toMatchObject({ outcome: 'swept', changes: 1 });
    expect((await it.coverage.placeOnRecord(it.a))?.notSwept).toBeUndefined();
  });

  it('is refused of a place that is not on record, and leaves no record', async () => {
    const it = await organization();
    const stranger = { account: '999988887777', region: 'eu-west-1' };
    expect(await it.child(stranger)).toEqual({ ...stranger, outcome: 'not-on-record' });
    expect((await it.coverage.listCoverage()).places).toHaveLength(4);
    expect(it.local.sessions()).toEqual([]);
  });

  it('takes no schedule, and no payload without a place', async () => {
    const it = await organization();
    await expect(it.sweep({ dryRun: true })).rejects.toThrow(/place is .*name an account and Region/);
    await expect(it.sweep({ sweep: { place: { account: '1', region: 'eu-west-1' }, run: 'r' } })).rejects.toThrow(
      /sweep: place: account is "1"/,
    );
    const { account, region } = it.a;
    const plan = await it.sweep({ dryRun: true, place: { account, region } });
    expect(plan).toMatchObject({ checked: 1, plan: { count: 1 } });
  });
});
