import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeMountTargetSecurityGroupsCommand,
  EFSClient,
  ModifyMountTargetSecurityGroupsCommand,
} from '@aws-sdk/client-efs';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberRoles, READ_ROLE, WRITE_ROLE } from '../../../functions/aws/client/member-roles.ts';
import { clock } from '../../../functions/runtime/time.ts';
import { builtResources } from '../../artifact/organization/built.ts';
import { must } from '../../support/must.ts';
import { startMinistack } from '../support/ministack.ts';

const region = 'eu-west-1';
const [hub, stranger, member, elsewhere] = ['111122223333', '999988887777', '222233334444', '333344445555'];
const text = (document: unknown) => JSON.stringify(document);
const mayAssume = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] };

// What MiniStack cannot judge: it knows no aws:ResourceOrgID, which the hub's own policies ask for, has no ARN for lists of EFS, and
// gives the session of a role as aws:PrincipalArn, so that users stand in the place of the hub's roles.
/**
 * The hub's account, with users in the place of its roles; a member with the roles of member-roles.json; another whose roles
 * are those of a hub in another organization; and an account that is in none.
 */
const accounts = async () => {
  const { url: endpoint, stop } = await startMinistack({ judges: true });
  const rootOf = (account: string) => ({
    ...{ region, endpoint },
    credentials: { accessKeyId: account, secretAccessKey: 'root' },
  });
  const { Organization } = await new OrganizationsClient(rootOf(hub)).send(new DescribeOrganizationCommand({}));
  const userIn = async (account: string, UserName: string) => {
    const iam = new IAMClient(rootOf(account));
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'assume', PolicyDocument: text(mayAssume) }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: must(AccessKey?.AccessKeyId), secretAccessKey: must(AccessKey?.SecretAccessKey) };
  };
  const arnOf = (name: string) => `arn:aws:iam::${hub}:user/${name}`;
  const deploy = async (account: string, OrganizationId: string) => {
    const iam = new IAMClient(rootOf(account));
    const roles = {
      OrganizationId,
      SweepRoleArn: arnOf('sweep'),
      RemediateRoleArn: arnOf('remediate'),
      Writes: 'on',
      Regions: region,
    };
    for (const { Type, Properties } of builtResources('member-roles.json', roles).values()) {
      if (Type !== 'AWS::IAM::Role') continue;
      const { RoleName, AssumeRolePolicyDocument, Policies } = Object(Properties);
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: text(AssumeRolePolicyDocument) }));
      for (const { PolicyName, PolicyDocument } of Policies)
        await iam.send(
          new PutRolePolicyCommand({
            RoleName,
            PolicyName,
            PolicyDocument: text(PolicyDocument).replaceAll(hub, account),
          }),
        );
    }
  };
  await deploy(member, must(Organization?.Id));
  await deploy(elsewhere, 'o-zz99zz99zz');
  const users = {
    sweep: await userIn(hub, 'sweep'),
    remediate: await userIn(hub, 'remediate'),
    someone: await userIn(hub, 'someone'),
    stranger: await userIn(stranger, 'sweep'),
  };
  return {
    at: { endpoint },
    stop,
    /** Assumes a role as the functions do; undefined when that is denied. */
    assume: ({ by, role, externalId = 'mg-1', session = 'mountguard-r', account = member }: Asked) =>
      memberRoles(
        { region, endpoint, credentials: users[by] },
        { partition: 'aws', externalId },
        clock,
        () => session,
      )(account, role),
  };
};

interface Asked {
  readonly by: 'sweep' | 'remediate' | 'someone' | 'stranger';
  readonly role: string;
  readonly externalId?: string;
  readonly session?: string;
  readonly account?: string;
}

describe('the roles of a member, in MiniStack', () => {
  let stage: Awaited<ReturnType<typeof accounts>>;
  beforeAll(async () => {
    stage = await accounts();
  });
  afterAll(() => stage.stop());

  it.each<Asked & { readonly when: string; readonly given: boolean }>([
    { when: 'the sweep asks to read', by: 'sweep', role: READ_ROLE, given: true },
    { when: 'remediate asks to read', by: 'remediate', role: READ_ROLE, given: true },
    { when: 'remediate asks to write', by: 'remediate', role: WRITE_ROLE, given: true },
    { when: 'the sweep asks to write', by: 'sweep', role: WRITE_ROLE, given: false },
    { when: 'another of the hub asks', by: 'someone', role: READ_ROLE, given: false },
    { when: 'another account asks', by: 'stranger', role: READ_ROLE, given: false },
    { when: 'the external id is another', by: 'sweep', role: READ_ROLE, externalId: 'mg-2', given: false },
    { when: 'the session has another name', by: 'sweep', role: READ_ROLE, session: 'r-1', given: false },
    { when: 'it is for another organization', by: 'sweep', role: READ_ROLE, account: elsewhere, given: false },
    { when: 'there is no such role', by: 'sweep', role: 'mountguard-other', given: false },
  ])('are given when $when: $given', async ({ given, ...asked }) => {
    expect((await stage.assume(asked)) !== undefined).toBe(given);
  });

  it('read, and no more, in the Regions of the policy', async () => {
    const as = async (by: 'sweep' | 'remediate', role: string, within: string) =>
      new EC2Client({ ...stage.at, region: within, credentials: must(await stage.assume({ by, role })) });
    const groups = new DescribeSecurityGroupsCommand({});
    const read = await as('sweep', READ_ROLE, region);
    await expect(read.send(groups)).resolves.toBeDefined();
    const denied = { name: 'UnauthorizedOperation' };
    await expect((await as('sweep', READ_ROLE, 'ap-south-1')).send(groups)).rejects.toMatchObject(denied);
    await expect((await as('remediate', WRITE_ROLE, region)).send(groups)).rejects.toMatchObject(denied);
  });

  it('change mount targets by the role that writes alone', async () => {
    const answer = async (by: 'sweep' | 'remediate', role: string, isChange: boolean) => {
      const efs = new EFSClient({ ...stage.at, region, credentials: must(await stage.assume({ by, role })) });
      const it = { MountTargetId: 'fsmt-0123456789abcdef0' };
      const asked = isChange
        ? efs.send(new ModifyMountTargetSecurityGroupsCommand({ ...it, SecurityGroups: ['sg-0123456789abcdef0'] }))
        : efs.send(new DescribeMountTargetSecurityGroupsCommand(it));
      return asked.then(String, ({ name }: Error) => name);
    };
    // There is no such mount target, which is said only to those who may ask.
    expect(await answer('sweep', READ_ROLE, false)).toBe('MountTargetNotFound');
    expect(await answer('sweep', READ_ROLE, true)).toBe('AccessDeniedException');
    expect(await answer('remediate', WRITE_ROLE, true)).toBe('MountTargetNotFound');
  });
});
