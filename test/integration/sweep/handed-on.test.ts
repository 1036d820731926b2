import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../functions/core/model/errors.ts';
import { fs } from '../../support/builders.ts';
import { eventAbout } from '../../support/engine-events.ts';
import { safetyScene } from '../../support/safety-scene.ts';
import { sample, sampleWith } from '../../support/samples.ts';

const added = 'cloudtrail-ec2-authorize-security-group-ingress';

describe('an event about a group that reaches remediate', () => {
  it('is handed on to the sweep, with what it says, and costs no call', async () => {
    const it = await safetyScene();
    const result = await it.groupEvent(added, it.wanted);
    expect(result).toMatchObject({
      results: [],
      summary: {},
      handedOn: `A sweep that was asked for looks at the mount targets that ${it.wanted.id} bear on.`,
    });
    expect(it.asked).toEqual([
      { cause: 'AuthorizeSecurityGroupIngress', securityGroupIds: [it.wanted.id], prefixListIds: [] },
    ]);
    expect([it.aws.calls.total('efs:'), it.aws.calls.total('ec2:')]).toEqual([0, 0]);
  });

  it('is handed on with the tags that changed', async () => {
    const it = await safetyScene();
    const resourcesSet = { items: [{ resourceId: it.wanted.id }] };
    await it.invoke(eventAbout('cloudtrail-ec2-create-tags-security-group', { resourcesSet }));
    expect(it.asked).toMatchObject([{ securityGroupIds: [it.wanted.id], changedTagKeys: ['nfs-access'] }]);
  });

  it('is handed on once, however often it is delivered', async () => {
    const it = await safetyScene();
    const event = eventAbout(added, { groupId: it.wanted.id });
    const first = await it.invoke(event);
    expect(await it.invoke(event)).toEqual(first);
    expect(it.asked).toHaveLength(1);
  });

  it('asks for a sweep of everything when it does not say which group', async () => {
    const it = await safetyScene();
    expect(await it.invoke(sample('cloudtrail-ec2-delete-security-group-by-name'))).toMatchObject({
      results: [],
      handedOn: `A sweep that was asked for looks at every mount target, because DeleteSecurityGroup does not say by id what it changed.`,
    });
    expect(it.asked).toEqual([{ cause: 'DeleteSecurityGroup', securityGroupIds: [], prefixListIds: [] }]);
  });

  it('has 1,000 file systems looked at, and asks for a sweep of the others', async () => {
    const it = await safetyScene();
    const resources = Array.from({ length: 1001 }, (_, n) => fs(n + 1)).map(
      (id) => `arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/${id}`,
    );
    const { results, handedOn } = await it.invoke(sampleWith('tag-change-file-system', { resources }));
    expect(results).toHaveLength(1000);
    expect(handedOn).toMatch(/looks at every mount target, because the event names 1 ids beyond the first 1000\.$/);
    expect(it.asked).toMatchObject([{ cause: 'tag-change', securityGroupIds: [] }]);
  });

  it('is left to the next scheduled sweep where no queue asks for one, and in a dry run', async () => {
    const it = await safetyScene();
    const { regionQueue: _, ...without } = it.ports;
    const event = eventAbout('cloudtrail-ec2-modify-managed-prefix-list', {});
    const left = {
      results: [],
      handedOn: expect.stringMatching(/^The next sweep looks at .* pl-[0-9a-f]+ bear on\.$/),
    };
    const { ports } = it;
    expect(await it.invoke(event, {}, { ports: () => without })).toMatchObject(left);
    expect(await it.invoke(event, {}, { dryRun: true, ports: () => ports })).toMatchObject(left);
    expect(it.asked).toEqual([]);
  });

  it('fails when the queue cannot be asked for now, so that Lambda tries again', async () => {
    const it = await safetyScene();
    const regionQueue = { ask: () => Promise.reject(new RetryableError('not now', { code: 'throttled' })) };
    await expect(it.groupEvent(added, it.wanted, { regionQueue })).rejects.toMatchObject({ code: 'throttled' });
    expect(it.findings).toMatchObject([{ mountTargetId: null, status: 'deferred' }]);
  });

  it('is failed when the queue cannot be asked at all, and is told', async () => {
    const it = await safetyScene();
    const regionQueue = { ask: () => Promise.reject(new TerminalError('not allowed', { code: 'access-denied' })) };
    expect(await it.groupEvent(added, it.wanted, { regionQueue })).toMatchObject({
      results: [{ mountTargetId: null, fileSystemId: null, status: 'failed', reasons: ['access-denied'] }],
    });
    expect(it.findings).toMatchObject([{ status: 'failed' }]);
  });
});
