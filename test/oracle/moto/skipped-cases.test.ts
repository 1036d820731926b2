import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Moto, startMoto } from '../support/moto.ts';
import { motoFaults } from '../support/moto-faults.ts';
import { accountIn } from './account.ts';
import { type Probed, skippedCases } from './skipped-cases.ts';

let moto: Moto;
let probed: Probed;
beforeAll(async () => {
  moto = await startMoto();
});
beforeEach(async () => {
  await moto.reset();
  const account = await accountIn(moto.url);
  const group = await account.group('web');
  const { mountTargetId } = await account.mountTarget('web', [group]);
  probed = { account, group, mountTargetId };
});
afterAll(() => moto.stop());

describe('the built functions are not played on moto through the case', () => {
  it.each(skippedCases.map((skipped) => ({ ...skipped, moto: motoFaults[skipped.fault].moto })))(
    'that $untried, since $moto',
    async ({ probe, sees }) => {
      expect(await probe(probed)).toEqual(sees);
    },
  );
});
