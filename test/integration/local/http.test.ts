import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSecurityGroupsCommand, GetSecurityGroupsForVpcCommand } from '@aws-sdk/client-ec2';
import { DescribeFileSystemsCommand, DescribeMountTargetsCommand, TagResourceCommand } from '@aws-sdk/client-efs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { createTables } from '../../../infra/local/tables.ts';
import { addGroup, addVpc } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import { localClients } from '../../support/local-clients.ts';

const aws = localAws();
const vpc = addVpc(aws.world);
const group = addGroup(aws.world, { name: 'nfs <&> "quoted"', tags: { 'nfs-access': 'prod' } });
const fileSystem = addFileSystem(aws.world, { tags: { environment: 'prod', Name: 'data' } });
const target = addMountTarget(aws.world, { fileSystemId: fileSystem.id, groupIds: [group.id] });
let endpoint: Listening;
beforeAll(async () => {
  endpoint = await aws.listen();
});
afterAll(() => endpoint.close());

const lost = { QueueUrl: 'http://127.0.0.1/1/none', MessageBody: 'x' };
const control = async (method: string, path: string, body?: unknown) => {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${endpoint.url}/_local/${path}`, init);
  return response.json();
};

describe('the HTTP endpoint', () => {
  it('serves EFS and EC2 at one URL', async () => {
    const { efs, ec2 } = localClients(endpoint.url);
    const { FileSystems } = await efs.send(new DescribeFileSystemsCommand({ FileSystemId: fileSystem.id }));
    expect(FileSystems?.[0]).toMatchObject({ Name: 'data', NumberOfMountTargets: 1, OwnerId: '111122223333' });
    const { MountTargets } = await efs.send(new DescribeMountTargetsCommand({ MountTargetId: target.id }));
    expect(MountTargets?.[0]).toMatchObject({
      FileSystemId: fileSystem.id,
      VpcId: vpc.id,
      LifeCycleState: 'available',
    });
    const { SecurityGroupForVpcs } = await ec2.send(new GetSecurityGroupsForVpcCommand({ VpcId: vpc.id }));
    expect(SecurityGroupForVpcs?.map(({ GroupName }) => GroupName)).toEqual(['default', 'nfs <&> "quoted"']);
  });

  it('reads an ARN in the path and answers typed errors', async () => {
    const { efs, ec2 } = localClients(endpoint.url);
    const ResourceId = `arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/${fileSystem.id}`;
    await efs.send(new TagResourceCommand({ ResourceId, Tags: [{ Key: 'team', Value: 'größe' }] }));
    expect(fileSystem.tags.get('team')).toBe('größe');
    const unknown = efs.send(new DescribeFileSystemsCommand({ FileSystemId: 'fs-00000000' }));
    await expect(unknown).rejects.toMatchObject({ name: 'FileSystemNotFound', $metadata: { httpStatusCode: 404 } });
    const missing = ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-00000000'] }));
    await expect(missing).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
  });

  it('answers in the form recorded from EFS: no body with 204, the class of an error in a header', async () => {
    const url = `${endpoint.url}/2015-02-01/mount-targets/${target.id}/security-groups`;
    const put = (SecurityGroups: string[]) => fetch(url, { method: 'PUT', body: JSON.stringify({ SecurityGroups }) });
    const changed = await put([group.id]);
    expect([changed.status, await changed.text(), changed.headers.get('content-type')]).toEqual([204, '', null]);
    const refused = await put(['sg-00000000']);
    expect([refused.status, refused.headers.get('x-amzn-errortype')]).toEqual([400, 'SecurityGroupNotFound:']);
    expect(await refused.json()).toEqual({ ErrorCode: 'SecurityGroupNotFound', Message: expect.any(String) });
  });

  it.each([
    {
      of: 'a queue that does not exist',
      input: lost,
      answer: [400, 'com.amazonaws.sqs#QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue;Sender'],
    },
    {
      of: 'a message without a body',
      answer: [400, 'com.amazon.coral.service#MissingRequiredParameterException', 'MissingParameter;Sender'],
    },
    {
      of: 'a failure of its own',
      input: lost,
      error: 'InternalError',
      answer: [500, 'com.amazon.coral.service#InternalError', 'InternalError;Receiver'],
    },
  ])('answers $of in both protocols of SQS', async ({ input = {}, error, answer }) => {
    if (error) aws.faults.next('sqs:SendMessage', { error });
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(input),
    });
    const { __type } = JSON.parse(await response.text());
    expect([response.status, __type, response.headers.get('x-amzn-query-error')]).toEqual(answer);
  });

  it.each(['in process', 'over HTTP'])('keeps DynamoDB tables, %s', async (how) => {
    const local = how === 'in process' ? localAws() : aws;
    await createTables(how === 'in process' ? { requestHandler: local.handler } : { endpoint: endpoint.url });
    const { dynamodb } = localClients(how === 'in process' ? local : endpoint.url);
    const Item = { pk: { S: 'fsmt-1' }, sk: { S: 'lease' } };
    const put = new PutItemCommand({
      TableName: 'mountguard-ledger',
      Item,
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await dynamodb.send(put);
    await expect(dynamodb.send(put)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    const read = await dynamodb.send(new GetItemCommand({ TableName: 'mountguard-ledger', Key: Item }));
    expect(read.Item).toEqual(Item);
    await dynamodb.send(new DeleteItemCommand({ TableName: 'mountguard-ledger', Key: Item }));
    expect(local.calls.counts()).toMatchObject({ 'dynamodb:PutItem': 2, 'dynamodb:GetItem': 1 });
  });

  it('breaks the connection where an answer is lost', async () => {
    const { efs } = localClients(endpoint.url);
    aws.faults.next('efs:DescribeFileSystems', { lost: true });
    await expect(efs.send(new DescribeFileSystemsCommand({}))).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('counts calls, takes faults and forgets both under /_local/', async () => {
    const { efs } = localClients(endpoint.url);
    await control('POST', 'reset');
    await control('POST', 'faults', { next: [{ operation: 'efs:DescribeFileSystems', error: 'InternalServerError' }] });
    await expect(efs.send(new DescribeFileSystemsCommand({}))).rejects.toMatchObject({ name: 'InternalServerError' });
    await efs.send(new DescribeFileSystemsCommand({}));
    expect(await control('GET', 'calls')).toEqual({ 'efs:DescribeFileSystems': 2 });
    await control('POST', 'reset');
    expect(await control('GET', 'calls')).toEqual({});
  });

  it('refuses faults that it does not know', async () => {
    expect(await control('POST', 'faults', { latency: 5 })).toEqual({ error: 'no such settings: latency' });
    expect(await control('POST', 'faults', { next: ['efs'] })).toEqual({ error: 'next is not a list of faults' });
    expect(await control('GET', 'nonsense')).toEqual({ error: 'no such control: GET /_local/nonsense' });
  });
});
