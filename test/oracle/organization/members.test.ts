import { readFile } from 'node:fs/promises';
import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organizationAccounts } from '../../../functions/aws/organization/accounts.ts';
import { builtTemplate, given, hub } from '../../artifact/organization/built.ts';
import { must } from '../../support/must.ts';
import { sample } from '../../support/samples.ts';
import { startMoto } from '../support/moto.ts';

const [region, elsewhere] = ['eu-west-1', 'us-east-1'];

/** An organisation in moto: a unit in a unit, an account in each, one that is suspended, and one in neither. */
const organized = async () => {
  const moto = await startMoto();
  const at = { region, endpoint: moto.url, credentials: { accessKeyId: 'hub', secretAccessKey: 'hub' } };
  const organizations = new OrganizationsClient(at);
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const root = must(must((await organizations.send(new ListRootsCommand({}))).Roots)[0]?.Id);
  const unitIn = async (ParentId: string, Name: string) => {
    const made = await organizations.send(new CreateOrganizationalUnitCommand({ ParentId, Name }));
    return must(made.OrganizationalUnit?.Id);
  };
  const outer = await unitIn(root, 'outer');
  const inner = await unitIn(outer, 'inner');
  const accountIn = async (DestinationParentId: string, AccountName: string) => {
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({ AccountName, Email: `${AccountName}@example.com` }),
    );
    const AccountId = must(CreateAccountStatus?.AccountId);
    await organizations.send(new MoveAccountCommand({ AccountId, SourceParentId: root, DestinationParentId }));
    return AccountId;
  };
  const [inOuter, inInner] = [await accountIn(outer, 'in-outer'), await accountIn(inner, 'in-inner')];
  const suspended = await accountIn(inner, 'suspended');
  await organizations.send(new CloseAccountCommand({ AccountId: suspended }));
  const apart = await accountIn(await unitIn(root, 'apart'), 'in-neither');
  return {
    ...{ at, root, outer, inner, inOuter, inInner, apart },
    /** What clients in another account are made with. */
    as: async (account: string) => {
      const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
      const { Credentials } = await new STSClient(at).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = must(Credentials);
      const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
      return { ...at, credentials };
    },
    /** Deploys a template of the build to every account of a unit. */
    deploy: async (
      name: keyof typeof given,
      unit: string,
      Regions: string[],
      parameters: Readonly<Record<string, string>>,
    ) => {
      const cloudFormation = new CloudFormationClient(at);
      const StackSetName = name.replace('.json', '');
      await cloudFormation.send(
        new CreateStackSetCommand({
          StackSetName,
          TemplateBody: await readFile(builtTemplate(name), 'utf8'),
          PermissionModel: 'SERVICE_MANAGED',
          Capabilities: ['CAPABILITY_NAMED_IAM'],
          Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
            ParameterKey,
            ParameterValue,
          })),
        }),
      );
      await cloudFormation.send(
        new CreateStackInstancesCommand({
          StackSetName,
          DeploymentTargets: { OrganizationalUnitIds: [unit] },
          Regions,
        }),
      );
    },
    stop: moto.stop,
  };
};

describe('an organization in moto', () => {
  let stage: Awaited<ReturnType<typeof organized>>;
  beforeAll(async () => {
    stage = await organized();
  });
  afterAll(() => stage.stop());

  it('has its accounts listed by units, each with the units that it is in, without those that are suspended', async () => {
    const { at, root, outer, inner, inOuter, inInner, apart } = stage;
    const reader = organizationAccounts(at);
    const listed = async (units?: readonly string[]) =>
      (await reader.accountsBelow(units)).map(({ id, units: its }) => [id, its]);
    const inBoth = [inInner, [root, outer, inner]];
    expect(await listed([outer])).toEqual([[inOuter, [root, outer]], inBoth]);
    expect(await listed([inner, outer])).toHaveLength(2);
    expect(await listed([inner])).toEqual([inBoth]);
    expect((await listed()).map(([id]) => id)).toEqual(expect.arrayContaining([inOuter, inInner, apart]));
  });

  it('has the member roles by a stack set in the accounts of a unit, and the one that writes only where it is asked for', async () => {
    await stage.deploy('member-roles.json', stage.inner, [region], given['member-roles.json']);
    const roleIn = async (account: string, RoleName: string) => {
      const asked = new IAMClient(await stage.as(account)).send(new GetRoleCommand({ RoleName }));
      return asked.then(
        ({ Role }) => Role?.Arn,
        ({ name }: Error) => name,
      );
    };
    expect(await roleIn(stage.inInner, 'mountguard-read')).toBe(`arn:aws:iam::${stage.inInner}:role/mountguard-read`);
    expect(await roleIn(stage.inInner, 'mountguard-write')).toBe('NoSuchEntityException');
    expect(await roleIn(stage.apart, 'mountguard-read')).toBe('NoSuchEntityException');
  });

  it('has the events of every Region forwarded to the bus of the hub, whose rules match them there', async () => {
    const events = new EventBridgeClient(stage.at);
    const { EventBusArn } = await events.send(new CreateEventBusCommand({ Name: 'mountguard' }));
    const sqs = new SQSClient(stage.at);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
    const { EventPattern } = must(hub.resources.get('EfsChanges')).Properties;
    const rule = { Name: 'EfsChanges', EventBusName: 'mountguard' };
    await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(EventPattern) }));
    const Arn = `arn:aws:sqs:${region}:123456789012:work`;
    await events.send(
      new PutTargetsCommand({ EventBusName: 'mountguard', Rule: 'EfsChanges', Targets: [{ Id: 'work', Arn }] }),
    );
    await stage.deploy('member-forwarder.json', stage.inner, [region, elsewhere], { BusArn: must(EventBusArn) });
    const received = async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      return Messages.map(({ Body = '' }) => JSON.parse(Body));
    };
    for (const within of [region, elsewhere]) {
      const member = new EventBridgeClient({ ...(await stage.as(stage.inInner)), region: within });
      expect((await member.send(new ListRulesCommand({}))).Rules).toHaveLength(7);
      for (const name of [
        'cloudtrail-efs-modify-mount-target-security-groups',
        'cloudtrail-efs-new-client-connection',
      ]) {
        const { source, 'detail-type': type, detail } = sample(name);
        const entry = { Source: String(source), DetailType: String(type), Detail: JSON.stringify(detail) };
        await member.send(new PutEventsCommand({ Entries: [entry] }));
      }
      // moto gives what it forwards the account and Region of the bus: that EventBridge keeps both is not judged here.
      expect(await received()).toMatchObject([{ detail: { eventName: 'ModifyMountTargetSecurityGroups' } }]);
    }
  });
});
