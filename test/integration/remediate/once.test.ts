import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { appOn, lambdaContext } from '../../support/engine-app.ts';
import { awsCalls } from '../../support/engine-calls.ts';
import { crash } from '../../support/engine-crash.ts';
import { modified } from '../../support/engine-events.ts';
import { policyText, scene } from '../../support/engine-scene.ts';

describe('an event that is delivered again', () => {
  it('is answered with the first outcome, without a call to EFS or EC2', async () => {
    const it = await scene();
    const first = await appOn(it).invoke(modified(it.mountTarget));
    it.aws.calls.reset();
    expect(await appOn(it).invoke(modified(it.mountTarget))).toEqual(first);
    expect(awsCalls(it.aws.calls)).toEqual([]);
  });

  it('with another id is another event', async () => {
    const it = await scene();
    await appOn(it).invoke(modified(it.mountTarget, 'e-1'));
    setGroups(it.aws.world, it.mountTarget.id, [it.stray.id]);
    expect(await appOn(it).invoke(modified(it.mountTarget, 'e-2'))).toMatchObject({ summary: { fixed: 1 } });
    expect(it.modifies()).toBe(2);
  });

  it.each([
    { outcome: 'failed', error: 'AccessDeniedException', again: 'fixed' },
    { outcome: 'deferred', error: 'InternalServerError', again: 'fixed' },
  ])('is $again when the first outcome was $outcome', async ({ outcome, error, again }) => {
    const it = await scene();
    it.aws.faults.next('efs:DescribeFileSystems', { error });
    expect(await appOn(it).invoke(modified(it.mountTarget))).toMatchObject({ summary: { [outcome]: 1 } });
    expect(await appOn(it).invoke(modified(it.mountTarget))).toMatchObject({ summary: { [again]: 1 } });
  });

  it('is looked at anew when it was refused, by its own id or as a replay of an archive', async () => {
    const it = await scene();
    it.fileSystem.tags.set('environment', 'test');
    const event = modified(it.mountTarget);
    expect(await appOn(it).invoke(event)).toMatchObject({ summary: { refused: 1 } });
    it.aws.calls.reset();
    expect(await appOn(it).invoke(event)).toMatchObject({ summary: { refused: 1 } });
    expect(it.aws.calls.counts()).toMatchObject({ 'dynamodb:PutItem': 1, 'dynamodb:DeleteItem': 1 });
    it.fileSystem.tags.set('environment', 'prod');
    expect(await appOn(it).invoke({ ...event, 'replay-name': 'after-outage' })).toMatchObject({
      summary: { fixed: 1 },
    });
  });

  it('is looked at anew when it is replayed from an archive, whatever came of it first', async () => {
    const it = await scene();
    const event = modified(it.mountTarget);
    expect(await appOn(it).invoke(event)).toMatchObject({ summary: { fixed: 1 } });
    setGroups(it.aws.world, it.mountTarget.id, [it.stray.id]);
    const replay = { ...event, 'replay-name': 'after-outage' };
    expect(await appOn(it).invoke(replay)).toMatchObject({ summary: { fixed: 1 } });
    expect(it.modifies()).toBe(2);
  });

  it('is looked at anew when no rule governed it', async () => {
    const it = await scene();
    const tags = new Map(it.fileSystem.tags);
    it.fileSystem.tags.clear();
    const event = modified(it.mountTarget);
    const { summary } = await appOn(it).invoke(event);
    expect(summary).not.toHaveProperty('fixed');
    for (const [key, value] of tags) it.fileSystem.tags.set(key, value);
    expect(await appOn(it).invoke(event)).toMatchObject({ summary: { fixed: 1 } });
  });

  it('is looked at anew when nothing was written under a policy that audits', async () => {
    const it = await scene({ policy: policyText().replace('enforce', 'audit') });
    expect(await appOn(it).invoke(modified(it.mountTarget))).toMatchObject({ summary: { 'would-fix': 1 } });
    setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]);
    expect(await appOn(it).invoke(modified(it.mountTarget))).toMatchObject({ summary: { compliant: 1 } });
  });

  it('after a dry run is still to be worked on', async () => {
    const it = await scene();
    await appOn(it, { dryRun: true }).invoke(modified(it.mountTarget));
    expect(await appOn(it).invoke(modified(it.mountTarget))).toMatchObject({ summary: { fixed: 1 } });
  });
});

describe('an event that another invocation is at work on', () => {
  it('is put off: there is one Modify', async () => {
    const it = await scene();
    const answers = await Promise.allSettled([1, 2].map(() => appOn(it).invoke(modified(it.mountTarget))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'RetryableError', code: 'lease-held' },
    });
    expect(it.modifies()).toBe(1);
  });

  it('is taken up again once that invocation has run out of time', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const it = await scene();
    const dead = crash();
    const { app, invoke } = appOn(it);
    void app.once(lambdaContext(300))('e-1', dead.here);
    await dead.reached;
    await expect(invoke(modified(it.mountTarget, 'e-1'))).rejects.toMatchObject({ code: 'lease-held' });
    vi.setSystemTime(Date.now() + 301);
    expect(await invoke(modified(it.mountTarget, 'e-1'))).toMatchObject({ summary: { fixed: 1 } });
  });
});

describe('without the idempotency table', () => {
  it.each([
    { operation: 'UpdateItem', what: 'an outcome', fault: [] },
    { operation: 'DeleteItem', what: 'that one is yet to come', fault: ['InternalServerError'] },
  ])('the event comes back when $what cannot be remembered', async ({ operation, fault }) => {
    const it = await scene({ measured: true });
    setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]);
    for (const error of fault) it.aws.faults.next('efs:DescribeFileSystems', { error });
    it.aws.faults.next(`dynamodb:${operation}`, { error: 'InternalServerError' });
    await expect(appOn(it).invoke(modified(it.mountTarget, 'e-1'))).rejects.toMatchObject({
      ...{ name: 'RetryableError', code: 'aws-error' },
      message: expect.stringMatching(`^event e-1: dynamodb:${operation} failed with InternalServerError`),
    });
  });

  it.each([
    { error: 'InternalServerError', name: 'RetryableError', code: 'aws-error' },
    { error: 'AccessDeniedException', name: 'TerminalError', code: 'access-denied' },
    { error: 'ResourceNotFoundException', name: 'TerminalError', code: 'bad-request' },
  ])(
    'an event meets a $name ($error) that names the call, and nothing is asked of EFS',
    async ({ error, name, code }) => {
      const it = await scene();
      it.aws.faults.next('dynamodb:PutItem', { error });
      await expect(appOn(it).invoke(modified(it.mountTarget, 'e-1'))).rejects.toMatchObject({
        ...{ name, code },
        message: expect.stringMatching(`^event e-1: dynamodb:PutItem failed with ${error}`),
      });
      expect(awsCalls(it.aws.calls)).toEqual([]);
    },
  );

  it('a manual payload works all the same', async () => {
    const it = await scene();
    const { invoke } = appOn(it, { once: () => () => Promise.reject(new Error('not to be used')) });
    expect(await invoke({ mountTargetIds: [it.mountTarget.id] })).toMatchObject({ summary: { fixed: 1 } });
  });
});
