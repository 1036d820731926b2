import * as z from 'zod/mini';
import { addGroup, addInterface, addSubnet, addVpc, newRule } from '../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget, groupsOf, setGroups } from '../../infra/local/world/storage.ts';
import type { SecurityGroup } from '../../infra/local/world/world.ts';
import type { Stage } from '../networks/stage.ts';
import { must } from '../support/must.ts';

/** A step that a person or Terraform takes, what the function said after it, and the names of the groups that were attached then. */
export interface Step {
  readonly after: string;
  readonly status: string;
  readonly reasons: readonly string[];
  readonly says: string;
  readonly have: readonly string[];
}

interface Scene {
  readonly steps: readonly Step[];
  /** Makes a group without rules. */
  create(name: string, tags?: Readonly<Record<string, string>>): void;
  /** Lets clients in: those of the application, or those that debug. */
  addRule(name: string, clients?: 'web' | 'debuggers'): void;
  /** Takes all tags off a group. */
  untag(name: string): void;
  remove(name: string): void;
  /** Puts a policy in force, with the file system of this account for that of the text. */
  enforce(policy: string): void;
  /** Has the function look because of the event that Terraform's call makes. */
  tagFileSystem(tags: Readonly<Record<string, string>>): Promise<void>;
  modify(name: string): Promise<void>;
  attach(names: readonly string[]): void;
  /** Orders to fix the mount target although a client loses access. */
  decide(): Promise<void>;
  /** Has the function look as the work of a sweep does, which events about groups ask for. */
  look(after: string): Promise<void>;
}

const answer = z.object({
  results: z.tuple([
    z.looseObject({ status: z.string(), reasons: z.optional(z.array(z.string())), explanation: z.string() }),
  ]),
});

const eventOf = (eventName: string, requestParameters: object) => {
  const time = new Date().toISOString();
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.elasticfilesystem',
    account: '111122223333',
    time,
    region: 'us-east-1',
    resources: [],
    detail: {
      eventVersion: '1.09',
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/pipeline' },
      eventTime: time,
      eventSource: 'elasticfilesystem.amazonaws.com',
      eventName,
      awsRegion: 'us-east-1',
      userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io) terraform-provider-aws/5.60.0',
      requestParameters,
      responseElements: null,
    },
  };
};

/** A client, a file system with these tags and a mount target that has the first group. */
const sceneOf = async (
  stage: Stage,
  policy: string,
  tags: Readonly<Record<string, string>>,
  first: Readonly<Record<string, string>>,
): Promise<Scene> => {
  await stage.clear();
  const { world } = stage.aws;
  const vpcId = addVpc(world).id;
  const subnetId = addSubnet(world, { vpcId }).id;
  const sources = { web: addGroup(world, { name: 'web', vpcId }), debuggers: addGroup(world, { name: 'dbg', vpcId }) };
  for (const [index, { id }] of Object.values(sources).entries())
    addInterface(world, { subnetId, groupIds: [id], instanceId: `i-0123456789abcdef${index}` });
  const groups = new Map<string, SecurityGroup>();
  const idOf = (name: string) => must(groups.get(name)).id;
  const nameOf = (id: string) => must([...groups].find(([, group]) => group.id === id))[0];
  const { id: fileSystemId, tags: own } = addFileSystem(world, { tags });
  const steps: Step[] = [];
  const create: Scene['create'] = (name, of = {}) => {
    groups.set(name, addGroup(world, { name, vpcId, tags: of }));
  };
  const addRule: Scene['addRule'] = (name, clients = 'web') => {
    must(groups.get(name)).rules.push(newRule(world, { peer: { groupId: sources[clients].id } }));
  };
  create('efs-1', first);
  addRule('efs-1');
  const { id: mountTargetId } = addMountTarget(world, { fileSystemId, subnetId, groupIds: [idOf('efs-1')] });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const enforce: Scene['enforce'] = (text) =>
    stage.writePolicy(
      text
        .replace(/^mode: audit\b/m, 'mode: enforce')
        .replaceAll('fs-0123456789abcdef0', fileSystemId)
        .replace(/until: \S+/, `until: ${tomorrow}`),
    );
  enforce(policy);

  const told = async (after: string, event: unknown) => {
    const { answer: answered, error } = await stage.run(event);
    if (error) throw new Error(`${after}: the function failed`, { cause: error });
    const [{ status, reasons = [], explanation }] = answer.parse(answered).results;
    steps.push({
      after,
      status,
      reasons,
      says: explanation,
      have: groupsOf(world, mountTargetId).map(nameOf).toSorted(),
    });
  };
  return {
    steps,
    create,
    addRule,
    enforce,
    untag: (name) => must(groups.get(name)).tags.clear(),
    remove: (name) => {
      world.securityGroups.delete(idOf(name));
      groups.delete(name);
    },
    tagFileSystem: (more) => {
      for (const [key, value] of Object.entries(more)) own.set(key, value);
      const asSent = Object.entries(more).map(([key, value]) => ({ key, value }));
      return told('tag the file system', eventOf('TagResource', { resourceId: fileSystemId, tags: asSent }));
    },
    modify: (name) => {
      setGroups(world, mountTargetId, [idOf(name)]);
      const sent = { mountTargetId, securityGroups: [idOf(name)] };
      return told('modify the mount target', eventOf('ModifyMountTargetSecurityGroups', sent));
    },
    attach: (names) => setGroups(world, mountTargetId, names.map(idOf)),
    decide: () =>
      told('decide once', { fix: [mountTargetId], despite: ['nfs-cut-off'], by: 'ada', reason: 'debugging is over' }),
    look: (after) => told(after, { fileSystemIds: [fileSystemId] }),
  };
};

const byTag = { nfs: 'shop' };

/** Both groups have the tag, and Terraform is run again and again. */
const bothTagged = async (it: Scene) => {
  it.create('efs-2', byTag);
  it.addRule('efs-2');
  for (let apply = 0; apply < 4; apply += 1) await it.modify('efs-2');
};

/** A tag of the file system names the group, five times in a row; once the new group's rule comes late. */
const byName = async (it: Scene) => {
  for (let number = 2; number <= 6; number += 1) {
    const isLate = number === 3;
    const name = `efs-${number}`;
    it.create(name);
    if (number === 2) await it.look('create the group');
    if (!isLate) it.addRule(name);
    await it.tagFileSystem({ 'nfs-group': `${number}` });
    if (isLate) it.addRule(name);
    await it.modify(name);
    it.remove(`efs-${number - 1}`);
    if (number === 2) await it.look('delete the old group');
  }
};

/** The same with the last two steps the other way round. */
const byNameTurned = async (it: Scene) => {
  it.create('efs-2');
  it.addRule('efs-2');
  await it.modify('efs-2');
  await it.tagFileSystem({ 'nfs-group': '2' });
};

/** The old group loses its tag first, five times in a row; now the sweep is first to see the new group, now Terraform. */
const untaggedFirst = async (it: Scene) => {
  for (let number = 2; number <= 6; number += 1) {
    const name = `efs-${number}`;
    it.untag(`efs-${number - 1}`);
    await it.look('take the tag off the old group');
    it.create(name, byTag);
    it.addRule(name);
    if (number % 2 === 0) await it.look('create the group');
    await it.modify(name);
    it.remove(`efs-${number - 1}`);
    if (number === 2) await it.look('delete the old group');
  }
};

/** The file system is exempt until Terraform is done. */
const exempted = async (it: Scene, policyAfter: string) => {
  it.create('efs-2', byTag);
  it.addRule('efs-2');
  await it.look('create the group');
  await it.modify('efs-2');
  it.remove('efs-1');
  it.enforce(policyAfter);
  await it.look('end the exemption');
};

/** A policy meets for the first time what was attached before it, a group too many with a client that runs. */
const firstFix = async (it: Scene) => {
  it.create('debug');
  it.addRule('debug', 'debuggers');
  it.attach(['efs-1', 'debug']);
  await it.look('enforce');
  await it.decide();
  it.attach(['efs-1', 'debug']);
  await it.look('attach it again');
};

/** What the cookbook's README tells of: a policy that begins to enforce, and the ways to replace the group of a mount target. */
export type Way = 'firstFix' | 'bothTagged' | 'byName' | 'byNameTurned' | 'untaggedFirst' | 'exempted';

/** Goes each way under the policies that the README shows. */
export const goEachWay = async (
  stage: Stage,
  { tagged, named, exemption }: Readonly<Record<'tagged' | 'named' | 'exemption', string>>,
): Promise<Readonly<Record<Way, readonly Step[]>>> => {
  const played = async (it: Scene, way: (it: Scene) => Promise<void>) => {
    await way(it);
    return it.steps;
  };
  const onTags = (policy: string) => sceneOf(stage, policy, byTag, byTag);
  const onNames = () => sceneOf(stage, named, { 'nfs-group': '1' }, {});
  return {
    firstFix: await played(await onTags(tagged), firstFix),
    bothTagged: await played(await onTags(tagged), bothTagged),
    byName: await played(await onNames(), byName),
    byNameTurned: await played(await onNames(), byNameTurned),
    untaggedFirst: await played(await onTags(tagged), untaggedFirst),
    exempted: await played(await onTags(tagged + exemption), (it) => exempted(it, tagged)),
  };
};
