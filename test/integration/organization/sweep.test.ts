import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { addMountTarget } from '../../../infra/local/world/storage.ts';
import { message } from '../../support/engine-events.ts';
import { outputLines } from '../../support/engine-lines.ts';
import { policyText } from '../../support/engine-scene.ts';
import { A, eventOf, organization, organizationText } from './scene.ts';

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

  it.each([
    { stopped: 'paused', how: 'a pause that a person ordered', text: '' },
    { stopped: 'unconfirmed', how: 'its own limit', text: '\nlimits: { changesPerSweep: { count: 1, percent: 1 } }' },
  ])('says that $how stops what it would change', async ({ stopped, text }) => {
    const it = await organization({ policy: policyText(`${organizationText}${text}`) });
    outputLines();
    const { account, region, mountTarget, stray } = it.a;
    const { world } = it.local.at(account, region);
    addMountTarget(world, { fileSystemId: mountTarget.fileSystemId, groupIds: [stray] });
    if (stopped === 'paused') await it.sweep({ pause: true, by: 'ana', reason: 'INC-1', place: { account, region } });
    expect(await it.child(it.a)).toMatchObject({ outcome: 'swept', changes: 2, queued: 0 });
    expect(await it.coverage.placeOnRecord(it.a)).toMatchObject({ swept: { stopped, changes: 2 } });
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

  it.each([
    { of: 'its table', operation: 'dynamodb:GetItem', error: 'AccessDeniedException', says: /dynamodb:GetItem failed/ },
    { of: 'the ledger', operation: 'dynamodb:UpdateItem', error: 'AccessDeniedException', says: /UpdateItem failed/ },
    { of: 'its limits at STS', operation: 'sts:AssumeRole', error: 'Throttling', says: /sts:AssumeRole failed/ },
    {
      of: 'a table that is not there',
      operation: 'dynamodb:GetItem',
      error: 'ResourceNotFoundException',
      says: /failed/,
    },
    { of: 'its policy', operation: '', error: '', says: /policy.yaml: / },
  ])('fails, and tells nothing of the place, by a fault of the hub: $of', async ({ operation, error, says }) => {
    const it = await organization();
    outputLines();
    if (operation) it.local.hub.faults.next(operation, { error, times: 20, status: 400 });
    else await writeFile(join(it.directory, 'policy.yaml'), 'rules: 1');
    vi.spyOn(Math, 'random').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    await expect(it.handled(it.a)).rejects.toThrow(says);
    it.local.hub.faults.clear();
    const place = await it.coverage.placeOnRecord(it.a);
    expect([place?.notSwept, place?.swept]).toEqual([undefined, undefined]);
  });

  it('tells drift as not enforced where the role that writes is missing, counts it against no limit and queues it nowhere', async () => {
    const it = await organization();
    outputLines();
    const { account, region } = it.a;
    const place = { account, region };
    it.local.trust.roles.get(A)?.delete('mountguard-write');
    expect(await it.remediate({ tryRoles: true, place })).toEqual({ rolesTried: place });
    for (const dryRun of [true, false])
      expect(await it.child(it.a, { dryRun })).toMatchObject({ outcome: 'swept', changes: 0, queued: 0 });
    const asked = { version: 2, ...place, cause: 'CreateTags', securityGroupIds: [], prefixListIds: [] };
    expect(await it.sweep({ Records: [message('m-0', asked)] })).toEqual({ batchItemFailures: [] });
    expect(it.queued()).toEqual([]);
    expect(await it.coverage.placeOnRecord(it.a)).toMatchObject({
      isEnforced: false,
      swept: { changes: 0, notEnforced: 1, summary: { refused: 1 } },
    });
    // What is on record is what was found last.
    await it.coverage.recordEnforced(it.a, true);
    for (const dryRun of [true, false]) await it.child(it.a, { dryRun });
    expect(it.queued()).toHaveLength(1);
    await it.receive(eventOf(it.a, it.a.mountTarget));
    expect(await it.coverage.placeOnRecord(it.a)).toMatchObject({ isEnforced: false });
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
