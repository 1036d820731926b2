import { addGroup, addInterface, addSubnet, takeAddress } from '../../infra/local/world/network.ts';
import { setGroups } from '../../infra/local/world/storage.ts';
import type { SecurityGroup } from '../../infra/local/world/world.ts';
import { safetyScene } from './safety-scene.ts';

type Named = { readonly id: string };

export const hourMs = 3_600_000;

/**
 * A scene whose mount target is as the policy wants it: `wanted` lets the group `app` in, with one machine in it, and the
 * group `base`, and a sweep has put that on record. `stray` lets nothing in.
 */
export const guardedScene = async (say: Parameters<typeof safetyScene>[0] = {}) => {
  const it = await safetyScene(say);
  const { world } = it.aws;
  const subnet = addSubnet(world);
  let machines = 0;
  /** A running machine in some groups; its name. */
  const machine = (...groups: readonly Named[]): string => {
    machines += 1;
    const instanceId = `i-0000000000000000${machines}`;
    const ipAddress = takeAddress(subnet);
    addInterface(world, {
      subnetId: subnet.id,
      groupIds: groups.map(({ id }) => id),
      instanceId,
      ...(ipAddress !== undefined && { ipAddress }),
    });
    return instanceId;
  };
  /** A group that lets sources in, and a group of its own for the machines behind it, with one in it. */
  const door = (
    name: string,
  ): { readonly door: SecurityGroup; readonly group: SecurityGroup; readonly machine: string } => {
    const group = addGroup(world, { name: `${name}-machines` });
    return {
      door: addGroup(world, { name, rules: [{ peer: { groupId: group.id } }] }),
      group,
      machine: machine(group),
    };
  };
  const attach = (...groups: readonly Named[]): void =>
    void setGroups(
      world,
      it.mountTarget.id,
      groups.map(({ id }) => id),
    );

  it.shut(it.wanted);
  it.shut(it.stray);
  const [app, base] = [addGroup(world, { name: 'app' }), addGroup(world, { name: 'base' })];
  it.admit(it.wanted, { peer: { groupId: app.id } }, { peer: { groupId: base.id } });
  const appMachine = machine(app);
  attach(it.wanted);
  await it.sweep();
  it.clock.pass(600_000);
  return {
    ...it,
    subnet,
    app,
    base,
    appMachine,
    machine,
    door,
    attach,
    /**
     * Lets hours pass, with a sweep at the end of each, or of every fourth where they are more than a day; and what it queued, unless
     * said otherwise.
     */
    hours: async (count: number, drains = true, over: Parameters<typeof it.sweep>[1] = {}): Promise<void> => {
      const every = count > 24 ? 4 : 1;
      for (let left = count; left > 0; left -= every) {
        it.clock.pass(Math.min(every, left) * hourMs);
        await it.sweep({}, over);
        if (drains) await it.drain();
      }
    },
    /** Takes the rule that lets a group in from another. */
    revoke: (from: Named, source: Named): void => {
      const known = world.securityGroups.get(from.id);
      if (known) known.rules = known.rules.filter(({ peer }) => !('groupId' in peer) || peer.groupId !== source.id);
    },
  };
};

export type GuardedScene = Awaited<ReturnType<typeof guardedScene>>;
