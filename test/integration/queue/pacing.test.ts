import { describe, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { efsActuator } from '../../../functions/aws/write/actuator.ts';
import { mountTargetId, securityGroupId } from '../../../functions/core/model/ids.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { seedAccount } from '../../../infra/local/world/seed.ts';
import { inProcess } from '../../support/in-process.ts';
import { must } from '../../support/must.ts';
import { storm } from '../../support/storm.ts';
import { inVirtualTime, virtualClock } from '../../support/virtual-time.ts';

describe('a storm of events', () => {
  const events = { events: 150, duplicated: 0.3, fileSystems: 15 };

  it('against an EFS budget of 10 calls a second loses nothing, and costs at most half as many calls more than without', async () => {
    const free = await storm(events);
    const paced = await storm({ ...events, efs: { rate: 10, burst: 10 } });
    const allRight = { modified: 45, mountTargets: 45, right: 45, lost: 0 };
    expect([free, paced]).toMatchObject([allRight, allRight]);
    expect(free.throttled).toBe(0);
    expect(paced.calls / free.calls).toBeLessThan(1.5);
  }, 60_000);
});

describe('throttling', () => {
  it('of reads slows Modify down too', async () => {
    const aws = localAws({ clock: virtualClock });
    const { mountTargets } = seedAccount(aws.world, {
      fileSystems: 20,
      mountTargetsEach: 1,
      groups: [{ name: 'any' }],
    });
    const clients = awsClients(inProcess(aws));
    const targets = mountTargets.map(({ id }) => must(mountTargetId(id)));
    const groups = aws.world.securityGroups.values().filter(({ name }) => name === 'any');
    const ids = [...groups].map(({ id }) => must(securityGroupId(id)));
    const modifyAll = () => Promise.all(targets.map((id) => efsActuator(clients).replaceGroups(id, ids)));

    const before = await inVirtualTime(modifyAll);
    aws.faults.set({ throttle: { efs: { rate: 10, burst: 10 } } });
    await inVirtualTime(() => Promise.allSettled(targets.map(awsReader(clients).attachedGroups)));
    aws.faults.clear();
    const after = await inVirtualTime(modifyAll);
    expect(before.ms).toBeLessThan(100);
    expect(after.ms).toBeGreaterThan(1000);
  });
});
