import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../functions/core/model/finding.ts';
import { addGroup, addInterface } from '../../../infra/local/world/network.ts';
import { type GuardedScene, guardedScene, hourMs } from '../../support/guarded-scene.ts';
import { must } from '../../support/must.ts';
import { safely, terraform } from '../../support/safety-scene.ts';
import { hold, losing } from '../../support/safety-steps.ts';

type Scene = { readonly what: string; readonly policy?: string; readonly make: (it: GuardedScene) => unknown };

/** A group that lets a block in, and a machine in that block where said. */
const block = (it: GuardedScene, cidrIpv4: string, ipAddress?: string) => {
  const groupIds = [it.stray.id];
  if (ipAddress !== undefined)
    addInterface(it.aws.world, { subnetId: it.subnet.id, groupIds, ipAddress, instanceId: 'i-0123456789abcdef0' });
  return addGroup(it.aws.world, { name: `block ${cidrIpv4}`, rules: [{ peer: { cidrIpv4 } }] });
};

const scenes: readonly Scene[] = [
  { what: 'nothing has drifted', make: () => {} },
  { what: 'an intruder attached his own group', make: (it) => it.attach(it.wanted, it.door('debug').door) },
  { what: 'the groups were swapped', make: (it) => it.attach(it.door('debug').door) },
  { what: 'the set is open to the world', make: (it) => it.attach(block(it, '0.0.0.0/0')) },
  {
    what: 'the rule of a client was revoked, and it comes by another group',
    make: (it) => {
      it.revoke(it.wanted, it.app);
      it.attach(it.wanted, addGroup(it.aws.world, { name: 'e', rules: [{ peer: { groupId: it.app.id } }] }));
    },
  },
  {
    what: 'the same happened two days ago',
    make: async (it) => {
      it.revoke(it.wanted, it.app);
      await it.hours(48);
      it.attach(it.wanted, addGroup(it.aws.world, { name: 'e', rules: [{ peer: { groupId: it.app.id } }] }));
    },
  },
  {
    what: 'it has drifted for two days, and a pause kept it so',
    make: async (it) => {
      it.attach(it.wanted, it.door('debug').door);
      for (let n = 0; n < 12; n++) {
        it.clock.pass(4 * hourMs);
        await it.sweep({ dryRun: n % 2 === 0 });
      }
    },
  },
  {
    what: 'a hold of days has ended',
    make: async (it) => {
      await hold(it, it.mountTarget, { until: it.clock.now() + 47 * hourMs });
      it.attach(it.wanted, it.door('migration').door);
      await it.hours(48, false);
    },
  },
  {
    what: 'a hold stands',
    make: async (it) => {
      it.attach(it.door('debug').door);
      await hold(it);
    },
  },
  {
    what: 'a write did not verify',
    make: async (it) => {
      it.attach(it.door('debug').door);
      await it.changed(it.mountTarget, terraform, losing(it));
    },
  },
  {
    what: 'it is flapping',
    make: async (it) => {
      for (let n = 0; n < 4; n++) {
        if (n > 0) await it.changed();
        it.attach(it.door(`debug-${n}`).door);
      }
    },
  },
  {
    what: 'no sweep has been for two days',
    make: (it) => {
      it.clock.pass(48 * hourMs);
      it.attach(it.wanted, it.door('debug').door);
    },
  },
  {
    what: 'no sweep has been for two days, and more machines are shut out than come in',
    make: (it) => {
      for (let n = 0; n < 3; n++) it.machine(it.base);
      it.clock.pass(48 * hourMs);
      it.attach(it.door('debug').door);
    },
  },
  {
    what: 'nothing could reach NFS any more',
    make: (it) => {
      it.shut(it.wanted);
      it.attach(it.door('debug').door);
    },
  },
  {
    what: 'the right group is open to the world',
    make: (it) => {
      it.admit(it.wanted, { peer: { cidrIpv4: '0.0.0.0/0' } });
      it.attach(it.door('debug').door);
    },
  },
  {
    what: 'a fleet that is idle loses access',
    make: async (it) => {
      const fleet = addGroup(it.aws.world, { name: 'fleet' });
      it.admit(it.wanted, { peer: { groupId: fleet.id } });
      await it.hours(1);
      it.revoke(it.wanted, fleet);
      it.attach(addGroup(it.aws.world, { name: 'f', rules: [{ peer: { groupId: fleet.id } }] }));
    },
  },
  {
    what: 'a client loses access and the policy only warns',
    policy: safely('{ nfsCutOff: warn }'),
    make: (it) => {
      it.revoke(it.wanted, it.app);
      it.attach(addGroup(it.aws.world, { name: 'e', rules: [{ peer: { groupId: it.app.id } }] }));
    },
  },
  {
    what: 'a remote block was let in by the right set and comes by another group',
    make: async (it) => {
      it.admit(it.wanted, { peer: { cidrIpv4: '192.168.7.0/24' } });
      await it.hours(1);
      it.shut(it.wanted);
      it.admit(it.wanted, { peer: { groupId: it.app.id } });
      it.attach(block(it, '192.168.0.0/16'));
    },
  },
  { what: 'a block of the VPC is let in', make: (it) => it.attach(it.wanted, block(it, '10.0.0.0/16', '10.0.7.7')) },
  ...(['error', 'deleting'] as const).map((lifeCycleState) => ({
    what: `it is in the state ${lifeCycleState}, in which EFS takes no change`,
    make: (it: GuardedScene) => {
      it.attach(it.wanted, it.door('debug').door);
      it.mountTarget.lifeCycleState = lifeCycleState;
    },
  })),
  { what: 'the file system has no tag any more', make: (it) => it.fileSystem.tags.clear() },
  { what: 'no group has the tag any more', make: (it) => it.wanted.tags.clear() },
];

/** What a plan promises; once it is fixed, what was open before is not told of any more. */
const promise = ({ status, reasons, warnings }: Finding) => ({
  status: status === 'fixed' ? 'would-fix' : status,
  reasons,
  warnings:
    status === 'fixed' || status === 'would-fix' ? warnings.filter((it) => it !== 'nfs-open-to-world') : warnings,
});

/** What comes of an event; of what EC2 may not list yet, once that has been looked at again. */
const settled = async (it: GuardedScene): Promise<Finding> => {
  const finding = await it.changed();
  if (finding.status !== 'deferred') return finding;
  for (let n = 0; n < 10 && it.waiting().length > 0; n++) {
    it.clock.pass(60_000);
    await it.drain();
  }
  return must(it.findings.at(-1));
};

describe('a plan', () => {
  it.each(scenes)('promises what a write does, where $what', async ({ make, policy }) => {
    const it = await guardedScene(policy === undefined ? {} : { policy });
    await make(it);
    const { results } = await it.sweep({ dryRun: true });
    const [looked] = (await it.invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true })).results;
    const done = promise(await settled(it));
    expect(promise(must(looked))).toEqual(done);
    // A sweep does not tell of what is as it should be.
    expect(results.map(promise)).toEqual(done.status === 'compliant' ? [] : [done]);
    expect(results.map(({ explanation }) => explanation)).toEqual(
      done.status === 'compliant' ? [] : [looked?.explanation],
    );
  });

  it.each(scenes.filter(({ what }) => what !== 'nothing has drifted'))(
    'says after a sweep what it said before it, where $what',
    async ({ make, policy }) => {
      const it = await guardedScene(policy === undefined ? {} : { policy });
      await make(it);
      const before = await it.sweep({ dryRun: true });
      await it.sweep();
      const after = await it.sweep({ dryRun: true });
      expect(after.results).toEqual(before.results);
      expect(after.fingerprint).toBe(before.fingerprint);
    },
  );
});
