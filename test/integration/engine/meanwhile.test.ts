import { describe, expect, it } from 'vitest';
import type { Actuator } from '../../../functions/engine/ports/ports.ts';
import { addGroup, addInterface, addSubnet } from '../../../infra/local/world/network.ts';
import { removeMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { ledgerOf, leftovers } from '../../support/engine-ledger.ts';
import { type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';

/** Has something happen each time just before the groups are read for the last time. */
const beforeLastRead = ({ ports }: SafetyScene, happens: (time: number) => void): Actuator => {
  let time = 0;
  return {
    ...ports.actuator,
    attachedGroups: (id) => {
      happens(time++);
      return ports.actuator.attachedGroups(id);
    },
  };
};

const look = (it: SafetyScene, actuator: Actuator) => it.changed(it.mountTarget, terraform, { actuator });

describe('a change by another caller while a mount target is judged', () => {
  it('is seen and judged again: what is written replaces what is recorded as replaced', async () => {
    const it = await safetyScene();
    const emergency = addGroup(it.aws.world, { name: 'emergency' });
    const both = [it.stray.id, emergency.id].toSorted();
    const actuator = beforeLastRead(it, (time) => time === 0 && setGroups(it.aws.world, it.mountTarget.id, both));
    expect(await look(it, actuator)).toMatchObject({ status: 'fixed', before: both, after: [it.wanted.id] });
    expect((await ledgerOf(it)).changes).toMatchObject([{ status: 'fixed', before: both }]);
  });

  it('has the guards asked about the groups that it attached', async () => {
    const it = await safetyScene();
    const batch = addGroup(it.aws.world, { name: 'batch' });
    const emergency = addGroup(it.aws.world, { name: 'emergency' });
    it.admit(emergency, { peer: { groupId: batch.id } });
    const subnet = addSubnet(it.aws.world, { cidr: '192.168.0.0/24' });
    addInterface(it.aws.world, { subnetId: subnet.id, groupIds: [batch.id], instanceId: 'i-0123456789abcdef0' });
    const both = [it.stray.id, emergency.id].toSorted();
    const actuator = beforeLastRead(it, (time) => time === 0 && setGroups(it.aws.world, it.mountTarget.id, both));
    expect(await look(it, actuator)).toMatchObject({ status: 'refused', reasons: ['nfs-cut-off'], before: both });
    expect(it.groups()).toEqual(both);
    expect(await leftovers(it)).toEqual([]);
  });

  it('to the right groups leaves nothing to do', async () => {
    const it = await safetyScene();
    const actuator = beforeLastRead(it, () => setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]));
    expect(await look(it, actuator)).toMatchObject({ status: 'compliant', before: [it.wanted.id] });
    expect(it.modifies()).toBe(0);
    expect(await leftovers(it)).toEqual([]);
  });

  it('that removes the mount target ends as gone', async () => {
    const it = await safetyScene();
    const actuator = beforeLastRead(it, () => removeMountTarget(it.aws.world, it.mountTarget));
    expect(await look(it, actuator)).toMatchObject({ status: 'gone', fileSystemId: it.fileSystem.id });
    expect(it.modifies()).toBe(0);
  });

  it('that never ends is put off after three tries, with nothing written', async () => {
    const it = await safetyScene();
    const others = [1, 2, 3, 4].map((n) => addGroup(it.aws.world, { name: `other-${n}` }).id);
    const actuator = beforeLastRead(it, (time) => setGroups(it.aws.world, it.mountTarget.id, [others[time] ?? '']));
    const finding = await look(it, actuator);
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['changed-meanwhile'], after: [others[2]] });
    expect(finding.explanation).toContain('Deferred: other callers kept changing it while it was judged.');
    expect(it.modifies()).toBe(0);
    expect(await leftovers(it)).toEqual([]);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });
});
