import { describe, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { efsActuator } from '../../../functions/aws/write/actuator.ts';
import { mt, sg } from './ids.ts';
import { efsError, json, type Reply, wireStub } from './wire-stub.ts';

const impatient = { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true };
const halfAnAnswer: Reply = { status: 200, headers: { 'content-length': '100' }, body: '{' };

const against = async (...replies: readonly [Reply, ...Reply[]]) => {
  const { client, requests } = await wireStub(...replies);
  return { requests, aws: awsClients({ ...client, requestHandler: impatient }) };
};

describe('Modify', () => {
  it.each([
    { how: 'the connection is closed', reply: 'reset' as const },
    { how: 'nothing comes in time', reply: 'silence' as const },
  ])('is not sent again when its answer is lost because $how', async ({ reply }) => {
    const { aws, requests } = await against(reply, { status: 204 });
    await expect(efsActuator(aws).replaceGroups(mt, [sg(1)])).rejects.toMatchObject({ code: 'no-response' });
    expect(requests).toHaveLength(1);
  });

  it.each([
    { how: 'throttles', reply: efsError(400, 'ThrottlingException') },
    { how: 'fails inside', reply: efsError(500, 'InternalServerError') },
    { how: 'is unavailable', reply: efsError(503, 'ServiceUnavailable') },
  ])('is sent again when AWS $how', async ({ reply }) => {
    const { aws, requests } = await against(reply, { status: 204 });
    await efsActuator(aws).replaceGroups(mt, [sg(2), sg(1)]);
    expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual(
      Array(2).fill([
        'PUT',
        `/2015-02-01/mount-targets/${mt}/security-groups`,
        JSON.stringify({ SecurityGroups: [sg(2), sg(1)] }),
      ]),
    );
  });

  it('is not sent again after an answer that time cannot change', async () => {
    const { aws, requests } = await against(efsError(400, 'SecurityGroupNotFound'), { status: 204 });
    await expect(efsActuator(aws).replaceGroups(mt, [sg(1)])).rejects.toMatchObject({
      code: 'security-group-not-found',
    });
    expect(requests).toHaveLength(1);
  });

  it('gives up after the attempts it was allowed', async () => {
    const { client, requests } = await wireStub(efsError(500, 'InternalServerError'));
    const aws = awsClients({ ...client, maxAttempts: 3 });
    await expect(efsActuator(aws).replaceGroups(mt, [sg(1)])).rejects.toMatchObject({ code: 'aws-error' });
    expect(requests).toHaveLength(3);
  });
});

describe('a read', () => {
  it.each([
    { how: 'its answer is lost', reply: 'reset' as const },
    { how: 'nothing comes in time', reply: 'silence' as const },
    { how: 'AWS fails inside', reply: efsError(500, 'InternalServerError') },
  ])('is sent again when $how', async ({ reply }) => {
    const { aws, requests } = await against(reply, json({ SecurityGroups: [sg(1)] }));
    expect(await awsReader(aws).attachedGroups(mt)).toEqual([sg(1)]);
    expect(requests).toHaveLength(2);
  });

  it('that breaks off half-way through the answer is a lost answer', async () => {
    const { client } = await wireStub(halfAnAnswer);
    const aws = awsClients({ ...client, maxAttempts: 1, requestHandler: { ...impatient, socketTimeout: 200 } });
    await expect(awsReader(aws).attachedGroups(mt)).rejects.toMatchObject({ code: 'no-response' });
  });
});

it('makes each client once', async () => {
  const aws = awsClients({ region: 'eu-west-1' });
  expect(aws.efs()).toBe(aws.efs());
  expect(await aws.sqs()).toBe(await aws.sqs());
  expect(aws.efsModify()).not.toBe(aws.efs());
});
