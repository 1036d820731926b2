import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { efsActuator } from '../../../functions/aws/write/actuator.ts';
import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../../../functions/core/model/ids.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { addGroup, addVpc } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import { fs, known, mt, sg } from './ids.ts';

/** An account with one VPC, groups `app` and `admin`, one shared into it, and one file system whose mount target carries `app`. */
const newAccount = async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const local = localAws();
  const { url, close } = await local.listen();
  const aws = awsClients({ endpoint: url, region: 'us-east-1' });
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await close();
  });
  const { world } = local;
  const vpc = addVpc(world);
  const groups = [
    addGroup(world, { name: 'app' }),
    addGroup(world, { name: 'admin', tags: { 'nfs-access': 'admin' } }),
    addGroup(world, { name: 'shared', ownerId: '999988887777' }),
  ].map(({ id }) => known(securityGroupId(id)));
  const [app = sg(0), admin = sg(0), shared = sg(0)] = groups;
  const fileSystem = addFileSystem(world, { tags: { environment: 'prod' } });
  const mountTarget = addMountTarget(world, { fileSystemId: fileSystem.id, groupIds: [app] });
  return {
    local,
    reader: awsReader(aws),
    actuator: efsActuator(aws),
    vpc: known(vpcId(vpc.id)),
    fileSystem: known(fileSystemId(fileSystem.id)),
    mountTarget: known(mountTargetId(mountTarget.id)),
    app,
    admin,
    shared,
  };
};

describe('the reader', () => {
  it('reads a mount target, its file system and the groups its VPC offers', async () => {
    const { local, reader, vpc, fileSystem, mountTarget, app, admin, shared } = await newAccount();
    const described = {
      id: mountTarget,
      fileSystemId: fileSystem,
      vpcId: vpc,
      lifeCycleState: 'available',
      families: ['IPv4'],
      address: '10.0.0.4',
      availabilityZone: 'us-east-1a',
      networkInterfaceId: local.world.mountTargets.get(mountTarget)?.networkInterfaceId,
    };
    expect(await reader.mountTarget(mountTarget)).toEqual(described);
    expect(await reader.mountTargetsOf(fileSystem)).toEqual([described]);
    expect(await reader.attachedGroups(mountTarget)).toEqual([app]);
    expect(await reader.fileSystem(fileSystem)).toEqual({
      id: fileSystem,
      owner: local.world.account,
      tags: new Map([['environment', 'prod']]),
    });
    const usable = await reader.usableGroups(vpc);
    expect(usable).toHaveLength(4);
    expect(usable).toContainEqual({ id: shared, name: 'shared', owner: '999988887777', tags: new Map(), vpcId: vpc });
    expect(usable).toContainEqual({
      id: admin,
      name: 'admin',
      owner: local.world.account,
      tags: new Map([['nfs-access', 'admin']]),
      vpcId: vpc,
    });
  });

  it('finds nothing where nothing is', async () => {
    const { reader } = await newAccount();
    expect(await reader.mountTarget(mt)).toBeUndefined();
    expect(await reader.attachedGroups(mt)).toBeUndefined();
    expect(await reader.fileSystem(fs)).toBeUndefined();
    expect(await reader.mountTargetsOf(fs)).toBeUndefined();
  });
});

describe('the actuator', () => {
  it('replaces the whole set', async () => {
    const { reader, actuator, mountTarget, admin } = await newAccount();
    await actuator.replaceGroups(mountTarget, [admin]);
    expect(await reader.attachedGroups(mountTarget)).toEqual([admin]);
  });

  it('writes once when the answer is lost, and what it wrote is there', async () => {
    const { local, reader, actuator, mountTarget, admin } = await newAccount();
    local.faults.next('efs:ModifyMountTargetSecurityGroups', { lost: true });
    await expect(actuator.replaceGroups(mountTarget, [admin])).rejects.toMatchObject({ code: 'no-response' });
    expect(local.calls.total('efs:ModifyMountTargetSecurityGroups')).toBe(1);
    expect(await reader.attachedGroups(mountTarget)).toEqual([admin]);
  });

  it.each([
    { groups: () => [sg(1)], code: 'security-group-not-found' },
    { groups: () => [1, 2, 3, 4, 5, 6].map(sg), code: 'too-many-groups' },
  ])('says $code as AWS does', async ({ groups, code }) => {
    const { actuator, mountTarget } = await newAccount();
    await expect(actuator.replaceGroups(mountTarget, groups())).rejects.toMatchObject({ name: 'TerminalError', code });
  });
});

describe('a request that is aborted', () => {
  const request = { method: 'GET', path: '/2015-02-01/file-systems', headers: {} };
  const aborted = { name: 'AbortError', cause: 'no time' };

  it('before it is made is not served', async () => {
    const { handler, calls } = localAws();
    const asked = handler.handle(request, { abortSignal: AbortSignal.abort('no time') });
    await expect(asked).rejects.toMatchObject(aborted);
    expect(calls.counts()).toEqual({});
  });

  it('while it is under way ends at once, and is served all the same', async () => {
    const { handler, calls, faults } = localAws();
    faults.set({ latencyMs: 100 });
    const limit = new AbortController();
    const asked = handler.handle(request, { abortSignal: limit.signal });
    limit.abort('no time');
    await expect(asked).rejects.toMatchObject(aborted);
    expect(calls.log.map(({ ended }) => ended)).toEqual([undefined]);
    await vi.waitUntil(() => calls.log[0]?.ended !== undefined);
  });

  it('after its answer changes nothing', async () => {
    const { handler } = localAws();
    const limit = new AbortController();
    const { response } = await handler.handle(request, { abortSignal: limit.signal });
    limit.abort();
    expect(response.statusCode).toBe(200);
  });
});
