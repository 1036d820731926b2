import { describe, expect, it } from 'vitest';
import { readingUntil } from '../../../functions/aws/client/within.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import { appOn, lambdaContext } from '../../support/engine-app.ts';
import { awsCalls } from '../../support/engine-calls.ts';
import { eventAbout, modified } from '../../support/engine-events.ts';
import { leftovers } from '../../support/engine-ledger.ts';
import { type Scene, scene } from '../../support/engine-scene.ts';
import { inVirtualTime, virtualClock } from '../../support/virtual-time.ts';

const MODIFY = 'efs:ModifyMountTargetSecurityGroups';
const undone = { status: 'deferred', reasons: ['out-of-time'] };
const whole = ({ fileSystem }: Scene) => ({ fileSystemIds: [fileSystem.id] });

/** The function as it is put together: its first looks end at the limit of the invocation. */
const timely = (it: Scene) =>
  appOn(it, { ports: (limit) => ({ ...it.ports, reader: awsReader(readingUntil(it.clients, limit)) }) });

/** What is answered in virtual time, after how many milliseconds, and the calls that are made in the two minutes behind that. */
const answered = (it: Scene, event: unknown, context = lambdaContext()) =>
  inVirtualTime(async () => {
    const startedAt = virtualClock.now();
    const { results, summary = {} } = await timely(it).invoke(event, context);
    const ms = virtualClock.now() - startedAt;
    const calls = it.aws.calls.log.length;
    await virtualClock.sleep(120_000);
    return { results, summary, ms, behind: it.aws.calls.log.slice(calls).map(({ operation }) => operation) };
  }).then(({ result }) => result);

describe('an invocation with too little time left', () => {
  it('begins no look, and says which work is left undone', async () => {
    const it = await scene();
    const { results, summary } = await timely(it).invoke(modified(it.mountTarget), lambdaContext(20_000));
    expect(results).toMatchObject([
      { ...undone, mountTargetId: it.mountTarget.id, explanation: expect.stringContaining('too little time is left') },
    ]);
    expect(summary).toEqual({ deferred: 1 });
    expect(awsCalls(it.aws.calls)).toEqual([]);
  });

  it('lists no file system either', async () => {
    const it = await scene();
    const { results } = await timely(it).invoke(whole(it), lambdaContext(20_000));
    expect(results).toMatchObject([{ ...undone, mountTargetId: null, fileSystemId: it.fileSystem.id }]);
  });

  it('does not count as an answer: the event is taken up again when it comes back', async () => {
    const it = await scene();
    const { invoke } = timely(it);
    await invoke(modified(it.mountTarget), lambdaContext(20_000));
    expect(await invoke(modified(it.mountTarget))).toMatchObject({ results: [{ status: 'fixed' }] });
  });

  it('leaves an event about a group to the sweep all the same, and no gate is closed', async () => {
    const it = await scene();
    const event = eventAbout('cloudtrail-ec2-authorize-security-group-ingress', { groupId: it.stray.id });
    const { handedOn, results } = await timely(it).invoke(event, lambdaContext(20_000));
    expect([results, handedOn]).toEqual([[], expect.stringContaining(`that ${it.stray.id} bear on`)]);
    expect(await it.ports.ledger.gate()).not.toHaveProperty('closed');
  });
});

describe('an invocation whose time runs out', () => {
  it.each(['efs:DescribeMountTargets', 'ec2:GetSecurityGroupsForVpc', 'ec2:DescribeSecurityGroups'])(
    'gives up reading while there is time to say so, and asks nothing more behind its answer: %s',
    async (operation) => {
      const it = await scene({ clock: virtualClock });
      it.aws.faults.before(operation, () => virtualClock.sleep(40_000));
      const { results, ms, behind } = await answered(it, modified(it.mountTarget));
      expect(results).toMatchObject([undone]);
      expect(ms).toBeLessThan(36_000);
      expect(behind).toEqual([]);
      expect(await it.ports.ledger.gate()).not.toHaveProperty('closed');
      expect(await leftovers(it)).toEqual([]);
    },
  );

  it('breaks off the retries of a call that AWS throttles, too', async () => {
    const it = await scene({ clock: virtualClock, maxAttempts: 1000 });
    it.aws.faults.next('ec2:GetSecurityGroupsForVpc', { error: 'RequestLimitExceeded', status: 503, times: 1000 });
    const { results, ms, behind } = await answered(it, modified(it.mountTarget));
    expect(results).toMatchObject([undone]);
    expect(ms).toBeLessThan(36_000);
    expect(behind).toEqual([]);
  });

  it.each([{ staleReads: {} }, { staleReads: { reads: 4 } }])(
    'ends the write that is under way, however late EFS shows it: %o',
    async (faults) => {
      const it = await scene({ clock: virtualClock });
      it.aws.faults.set(faults);
      it.aws.faults.before(MODIFY, () => virtualClock.sleep(40_000));
      const { results, behind } = await answered(it, modified(it.mountTarget));
      expect(results).toMatchObject([{ status: 'fixed' }]);
      expect(behind).toEqual([]);
    },
  );

  it('leaves undone only what it did not come to', async () => {
    const it = await scene({ clock: virtualClock });
    const mountTargets = Array.from({ length: 40 }, () => {
      const { id } = addFileSystem(it.aws.world, { tags: { environment: 'prod' } });
      return addMountTarget(it.aws.world, { fileSystemId: id, groupIds: [it.stray.id] });
    });
    it.aws.faults.set({ latencyMs: 2_000 });
    const { summary, ms, behind } = await answered(it, { mountTargetIds: mountTargets.map(({ id }) => id) });
    const { fixed = 0, deferred = 0, ...others } = summary;
    expect(others).toEqual({});
    expect([fixed + deferred, fixed > 0, deferred > 0]).toEqual([40, true, true]);
    expect(it.modifies()).toBe(fixed);
    expect(ms).toBeLessThan(60_000);
    expect(behind).toEqual([]);
  });
});
