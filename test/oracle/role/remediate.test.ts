import { readFile } from 'node:fs/promises';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { createTables, localTables } from '../../../infra/local/tables.ts';
import { sample, withValue } from '../../support/samples.ts';
import { accountWithDrift } from '../support/account-with-drift.ts';
import { type AwsProxy, startAwsProxy } from '../support/aws-proxy.ts';
import { environment, policyPath } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { leaseOf } from '../support/lease-of.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { queueEvent } from '../support/queue-event.ts';
import { grantedTo } from '../support/role.ts';
import { tableGrants } from '../support/table-grants.ts';
import { type Template, transformed } from '../support/template.ts';
import { createWorkQueue } from '../support/work-queue.ts';
import { notCalled } from './not-called.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const aws = localAws();
let endpoint: Listening;
let moto: Moto;
let toAws: AwsProxy;
let toSsm: AwsProxy;
let granted: ReadonlySet<string>;
let lambda: Lambda;
let template: Template;

beforeAll(async () => {
  endpoint = await aws.listen();
  moto = await startMoto();
  await createTables({ endpoint: endpoint.url });
  const [work, asked] = [await createWorkQueue(endpoint.url), await createWorkQueue(endpoint.url, {}, 'asked')];
  await new SSMClient({ endpoint: moto.url, region: 'us-east-1', credentials }).send(
    new PutParameterCommand({
      Name: '/policy',
      Type: 'String',
      Value: await readFile(policyPath, 'utf8'),
    }),
  );
  template = await transformed();
  granted = grantedTo(template, 'Remediate');
  toAws = await startAwsProxy({ endpoint: endpoint.url, granted, allows: tableGrants(template, 'Remediate') });
  toSsm = await startAwsProxy({ endpoint: moto.url, granted });
  lambda = await startLambda('remediate', {
    ...environment(toAws.url),
    AWS_ENDPOINT_URL_SSM: toSsm.url,
    POLICY_URI: 'ssm:/policy',
    QUEUE_URL: work.urlAt(toAws.url),
    REGION_QUEUE_URL: asked.urlAt(toAws.url),
  });
});
afterAll(async () => {
  await lambda.stop();
  await toAws.close();
  await toSsm.close();
  await endpoint.close();
  await moto.stop();
});

describe('the role that the template gives to remediate', () => {
  it('is enough for every kind of work', async () => {
    const { right, drifted } = accountWithDrift(aws);
    const { id, fileSystemId, networkInterfaceId } = drifted();
    const lease = await leaseOf(endpoint.url, fileSystemId);
    await lambda.invoke(queueEvent([{ messageId: 'deferred', body: JSON.stringify(modifiedEvent(id)) }]));
    await lease.release();
    await lambda.invoke(modifiedEvent(id));

    const parameters = ['detail', 'requestParameters'];
    const authorized = sample('cloudtrail-ec2-authorize-security-group-ingress');
    await lambda.invoke(withValue(authorized, [...parameters, 'groupId'], right));
    const echoed = sample('cloudtrail-ec2-modify-network-interface-attribute-by-efs');
    await lambda.invoke(withValue(echoed, [...parameters, 'networkInterfaceId'], networkInterfaceId));

    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const orders = [
      { history: id },
      { history: fileSystemId },
      { history: 'all', since: new Date(Date.now() - 86_400_000).toISOString() },
      { revert: id, until, by: 'ana', reason: 'a test' },
      { release: id, by: 'ana', reason: 'INC-0' },
      { release: fileSystemId, by: 'ana', reason: 'INC-0' },
    ];
    for (const order of orders) expect(await lambda.invoke(order)).toHaveProperty('answer');
    expect([...toAws.refused, ...toSsm.refused]).toEqual([]);
  });

  it('lets it take nothing out of the ledger', () => {
    const request = {
      method: 'POST',
      url: '/',
      headers: {},
      body: Buffer.from(`{"TableName":"${localTables.ledger}"}`),
    };
    const allows = tableGrants(template, 'Remediate');
    expect(allows('dynamodb:DeleteItem', request)).toBe(false);
    expect(allows('dynamodb:PutItem', request)).toBe(true);
  });

  it('allows nothing that the code does not call, but what is named here', () => {
    const unused = [...granted].filter((action) => !toAws.used.has(action) && !toSsm.used.has(action));
    const ofSweep = 'events:PutEvents';
    expect(unused.toSorted()).toEqual([...notCalled.keys()].filter((action) => action !== ofSweep).toSorted());
  });
});
