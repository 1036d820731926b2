import { text } from '../../../functions/intake/read.ts';
import { AwsFault } from '../../../infra/local/wire/aws-fault.ts';
import { addMountTarget, groupsOf, interfaceOf, subnetOf, usableIn } from '../../../infra/local/world/storage.ts';
import type { FileSystem, MountTarget, SecurityGroup } from '../../../infra/local/world/world.ts';
import type { Chance } from '../stage/chance.ts';
import type { Stage } from '../stage/stage.ts';
import { admitted, fileSystemTags, groupNames, groupTags } from './account.ts';
import type { Bus } from './bus.ts';
import { type ApiCall, cloudTrailEvent, configItemEvent, serviceRole } from './events.ts';

type Change = Omit<ApiCall, 'role' | 'service' | 'responseElements' | 'errorCode'>;

/** People and their tools, who change the account as they like; whatever they do, CloudTrail tells of it. */
export const peopleOn = (stage: Stage, chance: Chance, bus: Bus) => {
  const { account, world, timeline, history } = stage;
  const now = timeline.now;
  const target = (): MountTarget | undefined => chance.pickIfAny([...world.mountTargets.values()]);
  const fileSystem = (): FileSystem | undefined => chance.pickIfAny([...world.fileSystems.values()]);
  const group = (): SecurityGroup | undefined => chance.pickIfAny([...world.securityGroups.values()]);
  const pairs = (tags: Readonly<Record<string, string>>) =>
    Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const items = (tags: Readonly<Record<string, string>>) => ({
    items: Object.entries(tags).map(([key, value]) => ({ key, value })),
  });

  /** Does something and tells of it, also when AWS refuses. */
  const change = (role: string, service: 'efs' | 'ec2', call: Change, input: unknown): void => {
    const told = { ...call, role, service: service === 'efs' ? 'elasticfilesystem' : 'ec2' } as const;
    try {
      const output = account[service](call.eventName, input);
      history.record();
      const groupId = text(output, 'GroupId');
      const answer = groupId === undefined ? {} : { responseElements: { groupId } };
      stage.happen({ kind: 'changed', who: role, what: `${call.eventName} ${JSON.stringify(call.requestParameters)}` });
      bus.deliver(cloudTrailEvent(now(), chance, { ...told, ...answer }));
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      bus.deliver(cloudTrailEvent(now(), chance, { ...told, errorCode: error.code }));
    }
  };

  /** What EFS and AWS Config tell besides, when the groups of a mount target were replaced. */
  const echo = (id: string): void => {
    const of = world.mountTargets.get(id);
    if (!of) return;
    const { id: networkInterfaceId } = interfaceOf(world, of);
    const groupSet = { items: groupsOf(world, id).map((groupId) => ({ groupId })) };
    const requestParameters = { networkInterfaceId, groupSet };
    const eventName = 'ModifyNetworkInterfaceAttribute';
    if (chance.happens(0.5))
      bus.deliver(cloudTrailEvent(now(), chance, { service: 'ec2', eventName, role: serviceRole, requestParameters }));
    if (chance.happens(0.3)) bus.deliver(configItemEvent(now(), chance, networkInterfaceId));
  };

  const replaceGroups = (role: string, id: string, groupIds: readonly string[]): void => {
    const requestParameters = { mountTargetId: id, securityGroups: groupIds };
    const input = { MountTargetId: id, SecurityGroups: groupIds };
    change(role, 'efs', { eventName: 'ModifyMountTargetSecurityGroups', requestParameters }, input);
    echo(id);
  };

  const usable = (of: MountTarget): readonly string[] =>
    [...world.securityGroups.keys()].filter((id) => usableIn(world, id, subnetOf(world, of).vpcId));

  const acts: Readonly<Record<string, () => void>> = {
    'replace groups': () => {
      const of = target();
      if (of) replaceGroups(chance.pick(['Operator', 'Terraform']), of.id, chance.some(usable(of), 1, 3));
    },
    'tag a file system': () => {
      const of = fileSystem();
      const tags = fileSystemTags(chance);
      if (!of || Object.keys(tags).length === 0) return;
      const requestParameters = { resourceId: of.id, ...items(tags) };
      change(
        'Operator',
        'efs',
        { eventName: 'TagResource', requestParameters },
        { ResourceId: of.id, Tags: pairs(tags) },
      );
    },
    'untag a file system': () => {
      const of = fileSystem();
      const [key] = chance.some([...(of?.tags.keys() ?? [])], 1, 1);
      if (!of || !key) return;
      const requestParameters = { resourceId: of.id, tagKeys: [key] };
      change(
        'Operator',
        'efs',
        { eventName: 'UntagResource', requestParameters },
        { ResourceId: of.id, TagKeys: [key] },
      );
    },
    'tag a group': () => {
      const of = group();
      const tags = groupTags(chance);
      if (!of || Object.keys(tags).length === 0) return;
      const requestParameters = { resourcesSet: { items: [{ resourceId: of.id }] }, tagSet: items(tags) };
      change(
        'Operator',
        'ec2',
        { eventName: 'CreateTags', requestParameters },
        { Resources: [of.id], Tags: pairs(tags) },
      );
    },
    'untag a group': () => {
      const of = group();
      const [key] = chance.some([...(of?.tags.keys() ?? [])], 1, 1);
      if (!of || !key) return;
      const requestParameters = { resourcesSet: { items: [{ resourceId: of.id }] }, tagSet: { items: [{ key }] } };
      change(
        'Operator',
        'ec2',
        { eventName: 'DeleteTags', requestParameters },
        { Resources: [of.id], Tags: [{ Key: key }] },
      );
    },
    'create a group': () => {
      const vpcId = chance.pickIfAny([...world.vpcs.keys()]);
      const name = `${chance.pick(groupNames)}-${chance.between(1, 9)}`;
      const input = { GroupName: name, Description: name, VpcId: vpcId };
      change(
        'Operator',
        'ec2',
        { eventName: 'CreateSecurityGroup', requestParameters: { vpcId, groupName: name } },
        input,
      );
    },
    'let somebody in, or out': () => {
      const of = group();
      const [CidrIp] = admitted(chance);
      if (!of || !CidrIp) return;
      const eventName = chance.pick(['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']);
      const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049, IpRanges: [{ CidrIp }] }];
      change(
        'Operator',
        'ec2',
        { eventName, requestParameters: { groupId: of.id } },
        { GroupId: of.id, IpPermissions },
      );
    },
    'delete a group': () => {
      const of = group();
      if (!of) return;
      const requestParameters = { groupId: of.id };
      change('Operator', 'ec2', { eventName: 'DeleteSecurityGroup', requestParameters }, { GroupId: of.id });
    },
    'add a mount target': () => {
      const of = fileSystem();
      if (!of || of.mountTargetIds.size === 0 || of.mountTargetIds.size > 2 || world.mountTargets.size > 4) return;
      const creatingMs = chance.between(0, 60_000);
      const made = addMountTarget(world, {
        fileSystemId: of.id,
        lifeCycleState: 'creating',
        settlesAt: now() + creatingMs,
      });
      history.record();
      timeline.after(creatingMs, history.record);
      const call = { service: 'elasticfilesystem', role: 'Terraform', eventName: 'CreateMountTarget' } as const;
      const requestParameters = { fileSystemId: of.id, subnetId: made.subnetId };
      stage.happen({ kind: 'changed', who: 'Terraform', what: `CreateMountTarget ${made.id}` });
      bus.deliver(
        cloudTrailEvent(now(), chance, { ...call, requestParameters, responseElements: { mountTargetId: made.id } }),
      );
    },
    'delete a mount target': () => {
      const of = target();
      if (!of || world.mountTargets.size < 2) return;
      const call = { eventName: 'DeleteMountTarget', requestParameters: { mountTargetId: of.id } };
      change('Operator', 'efs', call, { MountTargetId: of.id });
      timeline.after(stage.behaviour.deletingMs, history.record);
    },
    'put another policy in force': () => {
      stage.policy = stage.policies[stage.policy === stage.policies[0] ? 1 : 0];
      stage.happen({ kind: 'changed', who: 'Operator', what: `policy ${stage.policy.version}` });
    },
    'forbid to read a mount target': () => {
      const of = target();
      if (!of || !chance.happens(0.3)) return;
      stage.denied.add(of.id);
      timeline.after(chance.between(1, 20) * 60_000, () => void stage.denied.delete(of.id));
    },
    'send what cannot be read': () =>
      bus.enqueue(chance.pick(['not JSON', '{"mountTargetIds":["fsmt-!"]}', '[]']), chance.pick(['work', 'region'])),
  };

  return {
    acts,
    replaceGroups,
    echo,
    /** Does something, most often what this is all about. */
    act: (): void => {
      const name = chance.happens(0.5) ? 'replace groups' : chance.pickIfAny(Object.keys(acts));
      acts[name ?? '']?.();
    },
  };
};

export type People = ReturnType<typeof peopleOn>;
