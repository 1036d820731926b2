import { expect, it } from 'vitest';
import { RetryableError } from '../../functions/core/model/errors.ts';
import type { VpcId } from '../../functions/core/model/ids.ts';
import { addSubnet, addVpc } from '../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../infra/local/world/storage.ts';
import { policyText } from '../support/engine-scene.ts';
import { must } from '../support/must.ts';
import { safetyScene } from '../support/safety-scene.ts';

const throttled = () => Promise.reject(new RetryableError('throttled', { code: 'throttled' }));
const allowing = (count: number): string =>
  policyText(`limits: { changesPerSweep: { count: ${count}, percent: 100 } }`);

it('opens no gate for a plan in which more could not be read than a sweep may change', async () => {
  const region = await safetyScene({ policy: allowing(3) });
  await region.changed();
  const [first] = region.addTargets(12, { apart: true });
  region.say(allowing(2));
  expect(await region.changed(must(first))).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });

  const reader = { ...region.ports.reader, usableGroups: throttled };
  const plan = await region.sweep({ dryRun: true }, { reader });
  expect(plan.summary).toEqual({ deferred: 13 });
  const answered = await region.sweep({ confirm: plan.fingerprint }, { reader });
  expect(answered.notConfirmed).toContain('13 mount targets could not be read');

  expect(await region.changed(must(first))).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });
});

it('opens it for a plan of which a part can never be read, as long as that is no more than a sweep may change', async () => {
  const region = await safetyScene({ policy: allowing(3) });
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
  await region.changed();
  const [first] = region.addTargets(12, { apart: true });
  region.say(allowing(2));
  expect(await region.changed(must(first))).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });

  const { fingerprint, results } = await region.sweep({ dryRun: true }, { reader });
  expect(results).toContainEqual(expect.objectContaining({ mountTargetId: elsewhere.id, reasons: ['throttled'] }));
  expect(await region.sweep({ confirm: fingerprint }, { reader })).toEqual(
    expect.not.objectContaining({ notConfirmed: expect.anything() }),
  );
  expect(await region.changed(must(first))).toMatchObject({ status: 'fixed' });
});
