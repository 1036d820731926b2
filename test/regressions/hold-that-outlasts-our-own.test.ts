import { expect, it } from 'vitest';
import { fileSystemId } from '../../functions/core/model/ids.ts';
import type { Actuator } from '../../functions/engine/ports/ports.ts';
import { must } from '../support/must.ts';
import { type SafetyScene, safetyScene } from '../support/safety-scene.ts';

const day = 86_400_000;

/** A fix whose write AWS accepts and does not show, while a person holds the file system for so long. */
const unverified = async (it: SafetyScene, ms: number) => {
  const id = must(fileSystemId(it.fileSystem.id));
  const at = it.clock.now();
  let writes = 0;
  const replaceGroups: Actuator['replaceGroups'] = async () => {
    writes += 1;
    if (writes === 1) await it.ports.ledger.hold(id, id, { until: at + ms, reason: 'INC-1', by: 'a person', at });
  };
  const actuator = { ...it.ports.actuator, replaceGroups };
  expect(await it.changed(undefined, undefined, { actuator })).toMatchObject({ reasons: ['not-verified'] });
  return (await it.ports.ledger.read([id])).record(id).holds.get(id);
};

it('holds a file system for a day after an undoing, and no shorter than a person wants', async () => {
  expect(await unverified(await safetyScene(), 2 * day)).toMatchObject({ by: 'a person' });
  expect(await unverified(await safetyScene(), day / 2)).toMatchObject({ by: 'mountguard' });
});
