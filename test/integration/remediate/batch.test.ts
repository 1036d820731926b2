import { describe, expect, it } from 'vitest';
import { policyLoader } from '../../../functions/runtime/load-policy.ts';
import { returnMessage } from '../../../functions/runtime/return-message.ts';
import { addFileSystem, addMountTarget, groupsOf } from '../../../infra/local/world/storage.ts';
import { appOn } from '../../support/engine-app.ts';
import { awsCalls } from '../../support/engine-calls.ts';
import { message, modified, workMessage } from '../../support/engine-events.ts';
import { fileSystemIdOf, leaseMs, scene } from '../../support/engine-scene.ts';

const MODIFY = 'efs:ModifyMountTargetSecurityGroups';

describe('a message that fails', () => {
  it.each([
    { what: 'is not JSON', body: '{"mountTargetIds": [' },
    { what: 'is JSON but no object', body: '"fsmt-0123456789abcdef0"' },
    { what: 'names no id that could be one', body: { mountTargetIds: ['fsmt-xyz'] } },
    { what: 'has a version of tomorrow', body: { version: 3, cause: 'sweep' } },
  ])('because it $what, fails alone and is not brought back early', async ({ body }) => {
    const it = await scene();
    const { receive, returned } = appOn(it);
    expect(await receive(message('bad', body), message('good', modified(it.mountTarget)))).toEqual(['bad']);
    expect(it.groups()).toEqual([it.wanted.id]);
    expect(returned).toEqual([]);
    expect(it.journal.warnings).toMatchObject([{ message: 'message returned', keys: { messageId: 'bad' } }]);
  });

  it('does so without failing the batch, even when there is no other', async () => {
    const it = await scene();
    expect(await appOn(it).receive(message('bad', 'nonsense'))).toEqual(['bad']);
  });

  it('because its mount target is at fault, leaves the others of the batch to be put right', async () => {
    const it = await scene();
    const other = addFileSystem(it.aws.world, { tags: { environment: 'prod' } });
    const faulty = addMountTarget(it.aws.world, { fileSystemId: other.id, groupIds: [it.stray.id] });
    it.aws.faults.next(MODIFY, { error: 'InternalServerError', id: faulty.id });
    const { receive } = appOn(it);
    const messages = [faulty, it.mountTarget].map((target) => message(target.id, workMessage(target)));
    expect(await receive(...messages)).toEqual([faulty.id]);
    expect([groupsOf(it.aws.world, faulty.id), it.groups()]).toEqual([[it.stray.id], [it.wanted.id]]);
  });
});

describe('a message that is deferred', () => {
  it.each([
    { times: 1, seconds: 30 },
    { times: 2, seconds: 60 },
    { times: 3, seconds: 120 },
    { times: 9, seconds: 900 },
  ])('and was received $times times comes back after $seconds seconds', async ({ times, seconds }) => {
    const it = await scene();
    it.aws.faults.next(MODIFY, { error: 'IncorrectMountTargetState' });
    const { receive, returned } = appOn(it);
    expect(await receive(message('m-1', modified(it.mountTarget), times))).toEqual(['m-1']);
    expect(returned).toEqual([{ receiptHandle: 'handle-of-m-1', seconds }]);
    expect(it.journal.warnings).toMatchObject([
      { message: 'message returned', keys: { messageId: 'm-1', receiveCount: times, seconds } },
    ]);
  });

  it('is done when it comes back and the reason has passed', async () => {
    const it = await scene();
    it.mountTarget.lifeCycleState = 'deleting';
    const { receive } = appOn(it);
    expect(await receive(message('m-1', modified(it.mountTarget)))).toEqual(['m-1']);
    it.mountTarget.lifeCycleState = 'available';
    expect(await receive(message('m-1', modified(it.mountTarget), 2))).toEqual([]);
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('because another invocation is at work on its event comes back after three to five seconds', async () => {
    const it = await scene();
    const invocations = [appOn(it), appOn(it)];
    const failed = await Promise.all(
      invocations.map(({ receive }, n) => receive(message(`m-${n}`, modified(it.mountTarget)))),
    );
    const [late, ...rest] = failed.flat();
    expect(rest).toEqual([]);
    expect(invocations.flatMap(({ returned }) => returned)).toEqual([
      { receiptHandle: `handle-of-${late}`, seconds: expect.toBeOneOf([3, 4, 5]) },
    ]);
    expect(it.modifies()).toBe(1);
  });

  it('because another invocation is at work on its file system does so, too', async () => {
    const it = await scene();
    await it.ports.ledger.acquire(fileSystemIdOf(it.fileSystem));
    const { receive, returned } = appOn(it);
    expect(await receive(message('m-1', modified(it.mountTarget)))).toEqual(['m-1']);
    expect(returned).toEqual([{ receiptHandle: 'handle-of-m-1', seconds: expect.toBeOneOf([3, 4, 5]) }]);
    it.clock.pass(leaseMs);
    expect(await receive(message('m-1', modified(it.mountTarget), 2))).toEqual([]);
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('still fails when its return cannot be arranged', async () => {
    const it = await scene();
    it.mountTarget.lifeCycleState = 'deleting';
    const { receive } = appOn(it, {
      returnMessage: returnMessage(it.journal, () => Promise.reject(new Error('no queue'))),
    });
    expect(await receive(message('m-1', workMessage(it.mountTarget)))).toEqual(['m-1']);
    expect(it.journal.warnings.map(({ message }) => message)).toEqual(['message returned', 'visibility not changed']);
  });
});

describe('messages that are done with', () => {
  it.each([
    { what: 'failed for good', error: 'AccessDeniedException' },
    { what: 'was refused by AWS', error: 'SecurityGroupLimitExceeded' },
    { what: 'found no mount target', error: 'MountTargetNotFound' },
  ])('include one whose look $what', async ({ error }) => {
    const it = await scene();
    it.aws.faults.next(MODIFY, { error });
    expect(await appOn(it).receive(message('m-1', modified(it.mountTarget)))).toEqual([]);
  });

  it('include ignored events, without a call', async () => {
    const it = await scene();
    const event = { 'detail-type': 'something else', source: 'aws.s3' };
    expect(await appOn(it).receive(message('m-1', event))).toEqual([]);
    expect(it.aws.calls.total()).toBe(0);
  });
});

it('has one look at a mount target that several messages are about, and answers each of them', async () => {
  const it = await scene();
  const { receive } = appOn(it);
  const failed = await receive(
    message('m-1', modified(it.mountTarget, 'e-1')),
    message('m-2', modified(it.mountTarget, 'e-2')),
    message('m-3', workMessage(it.mountTarget)),
  );
  expect(failed).toEqual([]);
  expect([it.modifies(), it.aws.calls.total('efs:DescribeMountTargets')]).toEqual([1, 1]);
  expect(it.journal.told).toHaveLength(1);
  it.aws.calls.reset();
  expect(await receive(message('m-2', modified(it.mountTarget, 'e-2')))).toEqual([]);
  expect(awsCalls(it.aws.calls)).toEqual([]);
});

it('lets the whole batch come back, without a call, under a policy with faults', async () => {
  const it = await scene();
  const readPolicy = policyLoader('file:policy.yaml', async () => 'version: 1\nrules: {}\n');
  const batch = appOn(it, { readPolicy }).receive(message('m-1', modified(it.mountTarget)));
  await expect(batch).rejects.toThrow(/^file:policy\.yaml: 2:8 /);
  expect(it.aws.calls.total()).toBe(0);
});
