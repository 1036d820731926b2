import {
  CreateMountTargetCommand,
  DeleteMountTargetCommand,
  DescribeMountTargetsCommand,
  ModifyMountTargetSecurityGroupsCommand,
} from '@aws-sdk/client-efs';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { type LocalAwsOptions, localAws } from '../../../infra/local/local-aws.ts';
import { addGroup, addSubnet } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import { localClients } from '../../support/local-clients.ts';

const scene = (options: LocalAwsOptions = {}) => {
  let now = 0;
  const pass = async (ms: number) => {
    now += ms;
  };
  const aws = localAws({ clock: { now: () => now, sleep: pass }, ...options });
  const [SubnetId, FileSystemId] = [addSubnet(aws.world).id, addFileSystem(aws.world).id];
  return { aws, pass, place: { SubnetId, FileSystemId }, ...localClients(aws) };
};

describe('a local account', () => {
  it('takes time to create and to delete where told so', async () => {
    const { efs, place, pass } = scene({ creatingMs: 60_000, deletingMs: 30_000 });
    const { FileSystemId } = place;
    const state = async () => {
      const { MountTargets } = await efs.send(new DescribeMountTargetsCommand({ FileSystemId }));
      return MountTargets?.[0]?.LifeCycleState;
    };
    const { MountTargetId } = await efs.send(new CreateMountTargetCommand(place));
    await pass(59_999);
    expect(await state()).toBe('creating');
    await pass(1);
    expect(await state()).toBe('available');
    await efs.send(new DeleteMountTargetCommand({ MountTargetId }));
    expect(await state()).toBe('deleting');
    await pass(30_000);
    expect(await state()).toBeUndefined();
  });

  it('changes a mount target that is still being made, and takes a sixth group, where told so', async () => {
    const { aws, efs, place } = scene({ groupLimit: 6, strictLifeCycle: false });
    const target = addMountTarget(aws.world, { fileSystemId: place.FileSystemId, lifeCycleState: 'creating' });
    const SecurityGroups = Array.from({ length: 6 }, (_, index) => addGroup(aws.world, { name: `nfs-${index}` }).id);
    await efs.send(new ModifyMountTargetSecurityGroupsCommand({ MountTargetId: target.id, SecurityGroups }));
  });

  it('has the same ids in every run of the same seed', () => {
    const [one, same, other] = [scene(), scene({ seed: 1 }), scene({ seed: 2 })].map(({ place }) => place);
    expect(one).toEqual(same);
    expect(one?.FileSystemId).not.toBe(other?.FileSystemId);
    expect(one?.FileSystemId).toMatch(/^fs-[0-9a-f]{17}$/);
  });
});

describe('a queue', () => {
  const queue = async () => {
    const { aws, pass } = scene();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sqs = new SQSClient({ region: 'us-east-1', credentials, requestHandler: aws.handler });
    const asked = { QueueName: 'work', Attributes: { VisibilityTimeout: '60' } };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand(asked));
    const receive = async (more = {}) => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }));
      return Messages;
    };
    return { sqs, QueueUrl, pass, receive };
  };

  it('hides what was received until its visibility timeout ends, and forgets what was deleted', async () => {
    const { sqs, QueueUrl, pass, receive } = await queue();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    const [{ ReceiptHandle } = {}] = await receive();
    await pass(59_999);
    expect(await receive()).toEqual([]);
    await pass(1);
    const late = sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 5 }));
    await expect(late).rejects.toMatchObject({ name: 'MessageNotInflight' });
    const [again] = await receive();
    expect(again?.Body).toBe('one');
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
    await pass(60_000);
    expect(await receive()).toEqual([]);
  });

  it('delays a message as its sender asks, and waits for one as its receiver asks', async () => {
    const { sqs, QueueUrl, receive } = await queue();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'late', DelaySeconds: 2 }));
    expect(await receive({ WaitTimeSeconds: 1 })).toEqual([]);
    expect(await receive({ WaitTimeSeconds: 3 })).toHaveLength(1);
  });
});
