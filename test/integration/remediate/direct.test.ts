import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../functions/core/model/errors.ts';
import type { WorkItem } from '../../../functions/engine/ports/work-queue.ts';
import { policyLoader } from '../../../functions/runtime/load-policy.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { fs } from '../../support/builders.ts';
import { appOn } from '../../support/engine-app.ts';
import { awsCalls } from '../../support/engine-calls.ts';
import { eventAbout, modified } from '../../support/engine-events.ts';
import { policyText, scene } from '../../support/engine-scene.ts';
import { type SafetyScene, safetyScene } from '../../support/safety-scene.ts';

const arn = (service: string, path: string) => `arn:aws:${service}:us-east-1:111122223333:${path}`;

describe('an event about a drifted mount target', () => {
  it('is answered with one result, a summary and the version of the policy', async () => {
    const it = await scene();
    expect(await appOn(it).invoke(modified(it.mountTarget))).toEqual({
      results: [
        {
          mountTargetId: it.mountTarget.id,
          fileSystemId: it.fileSystem.id,
          status: 'fixed',
          reasons: [],
          rule: 'shared-data',
          before: [it.stray.id],
          after: [it.wanted.id],
          desired: [it.wanted.id],
          warnings: [],
          causedBy: { kind: 'person', arn: 'arn:aws:iam::111122223333:role/Operator', tool: 'AWS CLI' },
          previous: null,
          explanation: expect.stringContaining('Rule shared-data requires exactly its groups; add'),
        },
      ],
      summary: { fixed: 1 },
      policyVersion: '0123456789ab',
    });
    expect(awsCalls(it.aws.calls)).toHaveLength(8);
  });

  it.each([
    'cloudtrail-efs-tag-resource',
    'cloudtrail-efs-untag-resource',
    'cloudtrail-efs-create-tags',
    'cloudtrail-efs-delete-tags',
  ])('%s, has it put right', async (name) => {
    const it = await scene();
    const { id } = it.fileSystem;
    const parameters = { fileSystemId: id, resourceId: arn('elasticfilesystem', `file-system/${id}`) };
    expect(await appOn(it).invoke(eventAbout(name, parameters))).toMatchObject({ summary: { fixed: 1 } });
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('whose deletion it reports says that it is gone', async () => {
    const it = await scene();
    const event = eventAbout('cloudtrail-efs-delete-mount-target', { mountTargetId: 'fsmt-0000000000000dead' });
    expect(await appOn(it).invoke(event)).toMatchObject({ summary: { gone: 1 } });
  });

  it('never trusts the groups that the event names', async () => {
    const it = await scene();
    setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]);
    expect(await appOn(it).invoke(modified(it.mountTarget))).toMatchObject({ summary: { compliant: 1 } });
    expect(it.modifies()).toBe(0);
  });
});

describe('no call at all is made for', () => {
  it.each([
    { event: 'cloudtrail-efs-modify-by-mountguard', ignored: 'own-change' },
    { event: 'cloudtrail-efs-modify-access-denied', ignored: 'failed-call' },
    { event: 'cloudtrail-efs-tag-access-point', ignored: 'not-relevant' },
    { event: 'tag-change-instance', ignored: 'not-relevant' },
  ])('$event: it is ignored, as $ignored', async ({ event, ignored }) => {
    const it = await scene();
    const about = eventAbout(event, { mountTargetId: it.mountTarget.id });
    expect(await appOn(it).invoke(about)).toEqual({ results: [], ignored });
    expect(it.aws.calls.total()).toBe(0);
  });

  it.each([
    { payload: { mountTargetIds: ['fsmt-xyz'] }, says: /mountTargetIds.*fsmt-xyz/ },
    { payload: { mountTargetIds: [], dryRun: 'yes' }, says: /dryRun/ },
    { payload: { enforce: true, mountTargetIds: ['fsmt-0123456789abcdef0'] }, says: /enforce/ },
    { payload: 'fsmt-0123456789abcdef0', says: /expected a JSON object/ },
  ])('the malformed payload $payload: one error says what is wrong', async ({ payload, says }) => {
    const it = await scene();
    await expect(appOn(it).invoke(payload)).rejects.toMatchObject({
      name: 'TerminalError',
      message: expect.stringMatching(says),
    });
    expect(it.aws.calls.total()).toBe(0);
  });

  it('anything under a policy with faults: one error lists them by line and column', async () => {
    const it = await scene();
    const text = `version: 1\nmode: enforced\nrules:\n  - name: a\n    when: { tag: {} }\n`;
    const readPolicy = policyLoader('file:policy.yaml', async () => text);
    await expect(appOn(it, { readPolicy }).invoke(modified(it.mountTarget))).rejects.toMatchObject({
      ...{ name: 'TerminalError', code: 'policy-invalid' },
      message: expect.stringMatching(/^file:policy\.yaml: 2:7 .*; .*5:13 /),
    });
    expect(it.aws.calls.total()).toBe(0);
  });
});

describe('a manual payload', () => {
  it.each([
    { by: 'id', of: (id: string) => id },
    { by: 'ARN', of: (id: string) => arn('elasticfilesystem', `file-system/${id}`) },
  ])('names file systems by $by', async ({ of }) => {
    const it = await scene();
    const result = await appOn(it).invoke({ fileSystemIds: [of(it.fileSystem.id)] });
    expect(result).toMatchObject({ summary: { fixed: 1 } });
  });

  it('may be a dry run, which says what would be done and does not do it', async () => {
    const it = await scene();
    const result = await appOn(it).invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true });
    expect(result).toMatchObject({ results: [{ status: 'would-fix', after: [it.wanted.id] }] });
    expect(it.groups()).toEqual([it.stray.id]);
  });

  it('cannot enforce what the policy audits', async () => {
    const it = await scene({ policy: policyText().replace('enforce', 'audit') });
    const result = await appOn(it).invoke({ mountTargetIds: [it.mountTarget.id], dryRun: false });
    expect(result).toMatchObject({ summary: { 'would-fix': 1 } });
    expect(it.modifies()).toBe(0);
  });

  it('cannot write where the environment says dry run', async () => {
    const it = await scene();
    const result = await appOn(it, { dryRun: true }).invoke({ mountTargetIds: [it.mountTarget.id], dryRun: false });
    expect(result).toMatchObject({ summary: { 'would-fix': 1 } });
    expect(it.modifies()).toBe(0);
  });

  it('is answered also when something is deferred', async () => {
    const it = await scene();
    it.mountTarget.lifeCycleState = 'deleting';
    expect(await appOn(it).invoke({ mountTargetIds: [it.mountTarget.id] })).toMatchObject({
      ...{ summary: { deferred: 1 } },
      results: [{ reasons: ['lifecycle-state'] }],
    });
  });
});

describe('what has to wait', () => {
  it('is queued to be looked at again half a minute later, whoever sent it', async () => {
    const it = await safetyScene();
    it.aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: 'IncorrectMountTargetState' });
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['lifecycle-state'] });
    expect(finding.explanation).toMatch(/ It is queued to be looked at again in 30 s\.$/);
    const [queued, ...rest] = it.waiting();
    expect(rest).toEqual([]);
    expect(JSON.parse(queued?.body ?? '')).toMatchObject({ cause: 'again', mountTargetId: it.mountTarget.id });
    it.clock.pass(30_000);
    await it.drain();
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('is not queued in a dry run, nor where there is no queue', async () => {
    const it = await safetyScene();
    it.mountTarget.lifeCycleState = 'deleting';
    await it.invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true });
    expect(it.waiting()).toEqual([]);
    const { queue: _, regionQueue: __, ...ports } = it.ports;
    const { results } = await appOn(it, { ports: () => ports }).invoke(modified(it.mountTarget));
    expect(results[0]?.explanation).not.toContain('It is queued');
  });
});

describe('an event that has to wait and cannot be queued', () => {
  const notNow = new RetryableError('not now', { code: 'throttled' });
  const unsent = { send: async (items: readonly WorkItem[]) => new Map(items.map((item) => [item, 'no'])) };

  it.each([
    { when: 'the work queue takes nothing', over: () => ({ queue: unsent }) },
    {
      when: 'the file system is not known',
      over: ({ ports: { reader } }: SafetyScene) => ({
        reader: { ...reader, mountTarget: () => Promise.reject(notNow) },
      }),
    },
  ])('fails when $when, so that Lambda tries again; what a person sent is answered', async ({ over }) => {
    const it = await safetyScene();
    it.mountTarget.lifeCycleState = 'deleting';
    const event = modified(it.mountTarget);
    await expect(it.invoke(event, over(it))).rejects.toMatchObject({
      name: 'RetryableError',
      message: expect.stringContaining(it.mountTarget.id),
    });
    const payload = { mountTargetIds: [it.mountTarget.id] };
    expect(await it.invoke(payload, over(it))).toMatchObject({ summary: { deferred: 1 } });
    expect(await it.invoke(event, over(it), { dryRun: true })).toMatchObject({ summary: { deferred: 1 } });
    it.mountTarget.lifeCycleState = 'available';
    expect(await it.invoke(event)).toMatchObject({ summary: { fixed: 1 } });
  });
});

it('answers with no more than Lambda lets pass, and says how much it left out', async () => {
  const it = await scene();
  const fileSystemIds = Array.from({ length: 1000 }, (_, n) => fs(n + 1));
  const mountTargetsOf = () => Promise.reject(new TerminalError('漢'.repeat(5000), { code: 'access-denied' }));
  const ports = { ...it.ports, reader: { ...it.ports.reader, mountTargetsOf } };
  const answer = await appOn(it, { ports: () => ports }).invoke({ fileSystemIds, dryRun: true });
  const { results, omitted = 0, summary } = answer;
  expect(results.length + omitted).toBe(1000);
  expect(omitted).toBeGreaterThan(0);
  expect(summary).toEqual({ failed: 1000 });
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(6_000_000);
  expect(it.journal.told).toHaveLength(1000);
});

it('reads the policy anew for each invocation, and parses it when it has changed', async () => {
  const it = await scene();
  let text = policyText().replace('enforce', 'audit');
  const readPolicy = policyLoader('file:policy.yaml', async () => text);
  const { invoke } = appOn(it, { readPolicy });
  const payload = { mountTargetIds: [it.mountTarget.id] };
  const versionOf = (of: string) => createHash('sha256').update(of).digest('hex');
  expect(await invoke(payload)).toMatchObject({ summary: { 'would-fix': 1 }, policyVersion: versionOf(text) });
  expect(await readPolicy()).toBe(await readPolicy());
  text = policyText();
  expect(await invoke(payload)).toMatchObject({ summary: { fixed: 1 }, policyVersion: versionOf(text) });
});
