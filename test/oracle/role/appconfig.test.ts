import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { createTables } from '../../../infra/local/tables.ts';
import { accountWithDrift } from '../support/account-with-drift.ts';
import { type AwsProxy, startAwsProxy } from '../support/aws-proxy.ts';
import { environment, policyPath } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { grantedTo } from '../support/role.ts';
import { tableGrants } from '../support/table-grants.ts';
import { transformed } from '../support/template.ts';
import { createWorkQueue, type WorkQueue } from '../support/work-queue.ts';
import { notCalled } from './not-called.ts';

let aws: LocalAws;
let endpoint: Listening;
let queue: WorkQueue;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  aws = localAws();
  endpoint = await aws.listen();
  await createTables({ endpoint: endpoint.url });
  queue = await createWorkQueue(endpoint.url);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await endpoint.close();
});

/** Starts a function with its policy in AppConfig, allowed what its role in the template allows but for what is left out. */
const start = async (
  name: 'remediate' | 'sweep',
  logicalId: string,
  leftOut?: string,
): Promise<{ readonly lambda: Lambda; readonly proxy: AwsProxy }> => {
  const template = await transformed();
  const granted = new Set(grantedTo(template, logicalId));
  if (leftOut !== undefined) granted.delete(leftOut);
  const proxy = await startAwsProxy({
    endpoint: endpoint.url,
    granted,
    allows: tableGrants(template, logicalId),
    substitutes: {
      'appconfig:StartConfigurationSession': async () => '{"InitialConfigurationToken":"token"}',
      'appconfig:GetLatestConfiguration': () => readFile(policyPath, 'utf8'),
    },
  });
  const env = { POLICY_URI: 'appconfig:app/env/profile', QUEUE_URL: queue.urlAt(proxy.url) };
  const lambda = await startLambda(name, { ...environment(proxy.url), ...env });
  closing.push(lambda.stop, proxy.close);
  return { lambda, proxy };
};

describe.each([
  { name: 'remediate' as const, logicalId: 'Remediate', answer: { summary: { fixed: 1 } } },
  { name: 'sweep' as const, logicalId: 'Sweep', answer: { checked: 1, queued: 1 } },
])('the role that the template gives to $name', ({ name, logicalId, answer }) => {
  const ofAppConfig = [...notCalled.keys()].filter((action) => action.startsWith('appconfig:'));
  const eventFor = (id: string) => (name === 'sweep' ? {} : modifiedEvent(id));

  it('is enough for a policy in AppConfig, and what it allows there is called', async () => {
    const { lambda, proxy } = await start(name, logicalId);
    const { id } = accountWithDrift(aws).drifted();
    expect(await lambda.invoke(eventFor(id))).toMatchObject({ answer });
    expect([...proxy.refused]).toEqual([]);
    expect([...proxy.used].filter((action) => action.startsWith('appconfig:')).toSorted()).toEqual(ofAppConfig);
  });

  it.each(ofAppConfig)('is not enough for it without %s', async (action) => {
    const { lambda, proxy } = await start(name, logicalId, action);
    const { id } = accountWithDrift(aws).drifted();
    expect(JSON.stringify(await lambda.invoke(eventFor(id)))).toContain(action);
    expect([...proxy.refused]).toEqual([action]);
    expect(aws.calls.counts()).not.toHaveProperty(['efs:ModifyMountTargetSecurityGroups']);
  });
});
