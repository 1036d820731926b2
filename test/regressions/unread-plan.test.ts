import { expect, it } from 'vitest';
import { RetryableError } from '../../functions/core/model/errors.ts';
import type { VpcId } from '../../functions/core/model/ids.ts';
import { addSubnet, addVpc } from '../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../infra/local/world/storage.ts';
import { policyText } from '../support/engine-scene.ts';
import { safetyScene } from '../support/safety-scene.ts';

const throttled = () => Promise.reject(new RetryableError('throttled', { code: 'throttled' }));

/** A region of 13 mount targets that drifted, of which a sweep may change two: the gate is closed. */
const closed = async () => {
  const region = await safetyScene({
    policy: policyText('limits: { changesPerSweep: { count: 2, percent: 100 } }'),
  });
  region.addTargets(12, { apart: true });
  await region.sweep();
  expect(await region.changed()).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });
  return region;
};

it('opens no gate for a plan in which more could not be read than a sweep may change', async () => {
  const region = await closed();
  const reader = { ...region.ports.reader, usableGroups: throttled };
  const plan = await region.sweep({ dryRun: true }, { reader });
  expect(plan.summary).toEqual({ deferred: 13 });
  const answered = await region.sweep({ confirm: plan.fingerprint, by: 'ana', reason: 'INC-0' }, { reader });
  expect(answered.notConfirmed).toContain('13 mount targets could not be read');

  expect(await region.changed()).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });
});

it('opens it for a plan of which a part can never be read, as long as that is no more than a sweep may change', async () => {
  const region = await closed();
  const { world } = region.aws;
  const vpc = addVpc(world);
  const elsewhere = addMountTarget(world, {
    fileSystemId: addFileSystem(world, { tags: { environment: 'prod' } }).id,
    subnetId: addSubnet(world, { vpcId: vpc.id }).id,
  });
  const reader = {
    ...region.ports.reader,
    usableGroups: async (id: VpcId) => (id === vpc.id ? throttled() : region.ports.reader.usableGroups(id)),
  };

  const { fingerprint, results } = await region.sweep({ dryRun: true }, { reader });
  expect(results).toContainEqual(expect.objectContaining({ mountTargetId: elsewhere.id, reasons: ['throttled'] }));
  expect(await region.sweep({ confirm: fingerprint, by: 'ana', reason: 'INC-0' }, { reader })).toEqual(
    expect.not.objectContaining({ notConfirmed: expect.anything() }),
  );
  expect(await region.changed()).toMatchObject({ status: 'fixed' });
});
