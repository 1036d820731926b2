import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localPlace } from '../../support/engine-scene.ts';
import { sample, withValue } from '../../support/samples.ts';
import { notCalled } from '../role/not-called.ts';
import { environment } from '../support/environment.ts';
import { startLambda } from '../support/lambda.ts';
import { surveyOf } from '../support/lease-of.ts';
import { stageOnMoto } from './stage.ts';

const { account, right, wrong, queue, regionQueue, proxyFor, stop, url } = await stageOnMoto();
const proxy = await proxyFor('Sweep');
const all = await proxyFor('Remediate');
const sweep = await startLambda('sweep', {
  ...environment(proxy.url),
  POLICY_URI: 'ssm:/policy',
  QUEUE_URL: queue.urlAt(proxy.url),
  REGION_QUEUE_URL: regionQueue.urlAt(proxy.url),
});
const remediate = await startLambda('remediate', {
  ...environment(all.url),
  QUEUE_URL: queue.urlAt(all.url),
  REGION_QUEUE_URL: regionQueue.urlAt(all.url),
});
const drifted: string[] = [];

beforeAll(async () => {
  await account.letIn(right, '192.0.2.0/24');
  for (let index = 0; index < 14; index += 1) await account.mountTarget('web', [right]);
  for (let index = 0; index < 12; index += 1) drifted.push((await account.mountTarget('web', [wrong])).mountTargetId);
  await account.keepPolicy('/policy', undefined, 'SecureString');
});
afterAll(async () => {
  await sweep.stop();
  await remediate.stop();
  await stop();
});

const groups = () => Promise.all(drifted.map(account.groupsOf));

describe('dist/sweep on moto, allowed what its role in the template allows', () => {
  it('finds what drifted on a dry run, and queues nothing', async () => {
    expect(await sweep.invoke({ dryRun: true })).toMatchObject({
      answer: { checked: 26, queued: 0, summary: { compliant: 14, 'would-fix': 12 } },
    });
    expect((await queue.receive()).Records).toEqual([]);
  });

  it('queues what drifted on schedule, and remediate puts it right from the queue', async () => {
    expect(await sweep.invoke(sample('schedule-scheduler'))).toMatchObject({
      answer: { queued: 12, summary: { drifted: 12 } },
    });
    expect(await groups()).toEqual(drifted.map(() => [wrong]));
    for (let batch = await queue.receive(); batch.Records.length > 0; batch = await queue.receive()) {
      expect(await remediate.invoke(batch)).toEqual({ answer: { batchItemFailures: [] } });
    }
    expect(await groups()).toEqual(drifted.map(() => [right]));
    expect(await sweep.invoke({})).toMatchObject({ answer: { queued: 0, summary: { compliant: 26 } } });
  });

  it('measures no policy again that a sweep has measured', async () => {
    await regionQueue.send({
      version: 2,
      cause: 'policy-change',
      ...localPlace,
      securityGroupIds: [],
      prefixListIds: [],
    });
    const swept = () => sweep.lines().filter(({ message }) => message === 'swept').length;
    const before = swept();
    expect(await sweep.invoke(await regionQueue.receive())).toEqual({ answer: { batchItemFailures: [] } });
    expect(swept()).toBe(before);
  });

  it('answers what remediate asks when a tag on a group makes mount targets drift, but not while another sweep is under way', async () => {
    const { mountTargetId } = await account.mountTarget('web', [wrong]);
    const tagged = withValue(sample('cloudtrail-ec2-create-tags-security-group'), ['detail', 'requestParameters'], {
      resourcesSet: { items: [{ resourceId: right }] },
      tagSet: { items: [{ key: 'mountguard', value: 'web' }] },
    });
    expect(await remediate.invoke(tagged)).toMatchObject({ answer: { results: [], handedOn: expect.any(String) } });
    const asked = await regionQueue.receive();
    expect(asked.Records).toHaveLength(1);
    const other = await surveyOf(url);
    expect(await sweep.invoke(asked)).toEqual({
      answer: { batchItemFailures: [{ itemIdentifier: asked.Records[0]?.messageId }] },
    });
    await other.end();
    expect(await sweep.invoke(asked)).toEqual({ answer: { batchItemFailures: [] } });
    expect(await remediate.invoke(await queue.receive())).toEqual({ answer: { batchItemFailures: [] } });
    expect(await account.groupsOf(mountTargetId)).toEqual([right]);
  });

  it('names a mount target whose groups moto does not tell, and touches no other for it', async () => {
    const { mountTargetId } = await account.mountTarget('web', []);
    expect(await sweep.invoke({})).toMatchObject({
      answer: { queued: 0, summary: { compliant: 27, failed: 1 }, results: [{ mountTargetId, status: 'failed' }] },
    });
  });
});

describe('a person who asks', () => {
  it('is told what works in the deployment', async () => {
    expect(await sweep.invoke({ describe: true })).toMatchObject({
      answer: {
        checks: expect.arrayContaining([expect.objectContaining({ check: 'policy', ok: true })]),
      },
    });
  });

  it('is told of a change that takes access from a block outside the VPC, by what moto says of that', async () => {
    await account.letIn(wrong, '198.51.100.0/24');
    const { mountTargetId } = await account.mountTarget('web', [wrong]);
    expect(await sweep.invoke({ dryRun: true })).toMatchObject({
      answer: {
        results: expect.arrayContaining([
          expect.objectContaining({ mountTargetId, status: 'refused', reasons: ['nfs-cut-off'] }),
        ]),
      },
    });
  });
});

/** What remediate is given for its writes. */
const ofRemediate = /^ec2:Modify/;
/** What the sweep is given to describe a deployment with a key and a topic of its own. */
const toDescribe = ['kms:GetKeyPolicy', 'sns:GetTopicAttributes'];

describe('the role that the template gives to sweep', () => {
  it('is enough, and allows nothing that the code does not call, but what is named', () => {
    expect([...proxy.refused]).toEqual([]);
    const unused = [...proxy.granted].filter((action) => !proxy.used.has(action));
    const named = [...notCalled.keys()].filter((action) => !ofRemediate.test(action));
    expect(unused.toSorted()).toEqual([...named, ...toDescribe].toSorted());
  });
});
