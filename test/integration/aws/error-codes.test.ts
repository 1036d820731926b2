import { describe, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { efsActuator } from '../../../functions/aws/write/actuator.ts';
import { RetryableError, TerminalError } from '../../../functions/core/model/errors.ts';
import { fs, mt, sg, vpc } from './ids.ts';
import { ec2Error, efsError, type Reply, wireStub } from './wire-stub.ts';

const impatient = { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true };

const against = async (reply: Reply) => {
  const { client } = await wireStub(reply);
  const aws = awsClients({ ...client, maxAttempts: 1, requestHandler: impatient });
  return { reader: awsReader(aws), actuator: efsActuator(aws) };
};

/** Says for a test's title what was on the wire. */
const named = <Case extends { readonly reply: Reply }>(it: Case) => {
  const { reply } = it;
  if (typeof reply === 'string') return { ...it, when: reply };
  const code = reply.headers?.['x-amzn-errortype'] ?? /<Code>([\w.]+)/.exec(reply.body ?? '')?.[1] ?? '';
  return { ...it, when: `${reply.status} ${code}` };
};

const notAllowed = (action: string) =>
  `User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: ${action} on the specified resource`;

describe('a fault of ModifyMountTargetSecurityGroups', () => {
  it.each(
    [
      { reply: efsError(404, 'MountTargetNotFound'), as: TerminalError, code: 'mount-target-not-found' },
      { reply: efsError(409, 'IncorrectMountTargetState'), as: RetryableError, code: 'lifecycle-state' },
      { reply: efsError(400, 'SecurityGroupNotFound'), as: TerminalError, code: 'security-group-not-found' },
      {
        reply: efsError(400, 'SecurityGroupLimitExceeded', 'Maximum of 7 security groups'),
        as: TerminalError,
        code: 'too-many-groups',
        says: 'Maximum of 7 security groups',
      },
      { reply: efsError(400, 'BadRequest'), as: TerminalError, code: 'bad-request' },
      { reply: efsError(400, 'ValidationException'), as: TerminalError, code: 'bad-request' },
      { reply: efsError(400, 'ThrottlingException', 'Rate exceeded'), as: RetryableError, code: 'throttled' },
      { reply: efsError(429, 'SomethingNew'), as: RetryableError, code: 'throttled' },
      { reply: efsError(500, 'InternalServerError'), as: RetryableError, code: 'aws-error' },
      { reply: { status: 502, body: '<html>Bad gateway</html>' } as const, as: RetryableError, code: 'aws-error' },
      {
        reply: efsError(403, 'AccessDeniedException', 'no'),
        as: TerminalError,
        code: 'access-denied',
        says: 'grant elasticfilesystem:ModifyMountTargetSecurityGroups to the role',
      },
      {
        reply: efsError(403, 'AccessDeniedException', notAllowed('ec2:ModifyNetworkInterfaceAttribute')),
        as: TerminalError,
        code: 'access-denied',
        says: 'grant ec2:ModifyNetworkInterfaceAttribute to the role',
      },
      { reply: efsError(400, 'AccessDenied'), as: TerminalError, code: 'access-denied', says: 'grant' },
      { reply: efsError(403, 'SomethingNew'), as: TerminalError, code: 'access-denied', says: 'grant' },
      {
        reply: efsError(403, 'ExpiredTokenException'),
        as: TerminalError,
        code: 'access-denied',
        says: 'renew the credentials',
      },
      { reply: 'reset' as const, as: RetryableError, code: 'no-response' },
      { reply: 'silence' as const, as: RetryableError, code: 'no-response' },
    ].map(named),
  )('is a $as.name with code $code after $when', async ({ reply, as, code, says = '' }) => {
    const { actuator } = await against(reply);
    const error: unknown = await actuator.replaceGroups(mt, [sg(1)]).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(as);
    expect(error).toMatchObject({ code, cause: expect.any(Error), message: expect.stringContaining(says) });
    expect(error).toMatchObject({
      message: expect.stringContaining(`${mt}: elasticfilesystem:ModifyMountTargetSecurityGroups`),
    });
  });
});

describe('a denial of EFS that names no action', () => {
  const unnamed = 'User is not authorized to perform that action on the specified resource';

  it.each([
    { call: 'replaceGroups' as const, action: 'ec2:ModifyNetworkInterfaceAttribute' },
    { call: 'attachedGroups' as const, action: 'ec2:DescribeNetworkInterfaceAttribute' },
  ])('of $call names $action, the parameter that grants it, and what else may deny it', async ({ call, action }) => {
    const { reader, actuator } = await against(efsError(403, 'AccessDeniedException', unnamed));
    const asked = call === 'replaceGroups' ? actuator.replaceGroups(mt, [sg(1)]) : reader.attachedGroups(mt);
    const error: unknown = await asked.catch((it: unknown) => it);
    expect(error).toMatchObject({ code: 'access-denied' });
    for (const told of [unnamed, `grant ${action}`, 'NetworkInterfaceGrant', 'service control policy', 'boundary'])
      expect(String(error)).toContain(told);
  });

  it('names the action itself where EFS asks nothing of EC2', async () => {
    const { reader } = await against(efsError(403, 'AccessDeniedException', unnamed));
    await expect(reader.mountTarget(mt)).rejects.toThrow('grant elasticfilesystem:DescribeMountTargets to the role');
  });

  it('stays as it is where EFS names its own action', async () => {
    const own = 'elasticfilesystem:ModifyMountTargetSecurityGroups';
    const { actuator } = await against(efsError(403, 'AccessDeniedException', notAllowed(own)));
    await expect(actuator.replaceGroups(mt, [sg(1)])).rejects.toThrow(/; grant elasticfilesystem:\w+ to the role$/);
  });
});

describe('a fault of GetSecurityGroupsForVpc', () => {
  it.each(
    [
      { reply: ec2Error(503, 'RequestLimitExceeded'), as: RetryableError, code: 'throttled' },
      {
        reply: ec2Error(403, 'UnauthorizedOperation', 'No. Encoded authorization failure message: abc123'),
        as: TerminalError,
        code: 'access-denied',
        says: /: No\.; grant ec2:GetSecurityGroupsForVpc to the role$/,
      },
      { reply: ec2Error(401, 'AuthFailure'), as: TerminalError, code: 'access-denied', says: /renew the credentials/ },
      { reply: ec2Error(400, 'InvalidVpcID.NotFound'), as: TerminalError, code: 'bad-request', says: /InvalidVpcID/ },
      { reply: ec2Error(500, 'InternalError'), as: RetryableError, code: 'aws-error' },
      { reply: 'silence' as const, as: RetryableError, code: 'no-response' },
    ].map(named),
  )('is a $as.name with code $code after $when', async ({ reply, as, code, says = /vpc-/ }) => {
    const { reader } = await against(reply);
    const error: unknown = await reader.usableGroups(vpc).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(as);
    expect(error).toMatchObject({ code, message: expect.stringMatching(says) });
  });
});

describe('what does not exist', () => {
  it('is undefined when a mount target is asked about', async () => {
    const { reader } = await against(efsError(404, 'MountTargetNotFound'));
    expect(await reader.mountTarget(mt)).toBeUndefined();
    expect(await reader.attachedGroups(mt)).toBeUndefined();
  });

  it('is undefined when a file system is asked about', async () => {
    const { reader } = await against(efsError(404, 'FileSystemNotFound'));
    expect(await reader.fileSystem(fs)).toBeUndefined();
    expect(await reader.mountTargetsOf(fs)).toBeUndefined();
  });

  it('is a fault when AWS says it of something else', async () => {
    const { reader } = await against(efsError(404, 'AccessPointNotFound'));
    await expect(reader.mountTarget(mt)).rejects.toMatchObject({ code: 'bad-request' });
  });
});

it('refuses to send an empty set of groups', async () => {
  const { requests, client } = await wireStub({ status: 204 });
  await expect(efsActuator(awsClients(client)).replaceGroups(mt, [])).rejects.toMatchObject({ code: 'empty-set' });
  expect(requests).toEqual([]);
});
