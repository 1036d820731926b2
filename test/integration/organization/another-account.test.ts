import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import { localTables } from '../../../infra/local/tables.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { message } from '../../support/engine-events.ts';
import { outputLines } from '../../support/engine-lines.ts';
import { must } from '../../support/must.ts';
import { sample, withValue } from '../../support/samples.ts';
import { A, B, eventOf, organization } from './scene.ts';

const [inA, inB] = [A, B].map((account) => ({ account, region: 'eu-west-1' }));
const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 'YYYY-MM-DD'.length);
const by = { by: 'mallory', reason: 'mine' };

/** What is sent, and whether as a message of the work queue or the region queue, or by invoking one of the functions. */
type Attack = readonly ['work' | 'region' | 'remediate' | 'sweep', object];

/** An organisation whose account B has a change, a hold, a plan of its own and new drift on record; what A may try about it, and what stands in B. */
const besieged = async () => {
  const scene = await organization();
  outputLines();
  const { b, local } = scene;
  const [id, fileSystemId] = [b.mountTarget.id, b.mountTarget.fileSystemId];
  const worlds = ['eu-west-1', 'us-east-1'].map((region) => local.at(B, region));
  await scene.receive(eventOf(b, b.mountTarget));
  await scene.remediate({ hold: [id], until, by: 'ana', reason: 'INC-1', place: inB });
  setGroups(must(worlds[0]).world, id, [b.stray]);
  for (const dryRun of [true, false]) await scene.child(b, { dryRun });
  const plan = await scene.sweep({ dryRun: true, place: inB });
  const told = await scene.remediate({ history: id, place: inB });
  const { changeId, policyVersion } = must(Object(told).history.changes[0]);
  expect(changeId).toBeDefined();
  const client = new DynamoDBClient({ region: 'eu-west-1', endpoint: scene.url });
  onTestFinished(() => client.destroy());
  const fingerprint = String(Object(plan).fingerprint);
  const standing = async () => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: localTables.ledger }));
    const items = Items.map((item) => unmarshall(item)).filter(({ pk, sk }) => `${pk} ${sk}`.includes(B));
    const calls = worlds.flatMap(({ calls: { counts } }) => Object.entries(counts()));
    return { items, calls, groups: [b.groups(), scene.bInUs.groups()], queued: scene.queued() };
  };
  for (const { calls } of worlds) calls.reset();
  return { scene, standing, its: { id, fileSystemId, group: b.wanted, changeId, fingerprint, policyVersion } };
};

type Its = Awaited<ReturnType<typeof besieged>>['its'];

/** A sample event as one of A's. */
const fromA = (name: string) => ({ ...sample(name), ...inA });
const arnOfB = (fileSystemId: string) => `arn:aws:elasticfilesystem:eu-west-1:${B}:file-system/${fileSystemId}`;

const attacks: Readonly<Record<string, (its: Its) => Attack>> = {
  'an event about a file system by its ARN': ({ fileSystemId }) => [
    'work',
    { ...fromA('tag-change-file-system'), resources: [arnOfB(fileSystemId)] },
  ],
  'an event with the ids of the other account': ({ id }) => ['work', eventOf(must(inA), { id })],
  'an event that says the other account is its recipient': ({ id }) => [
    'work',
    eventOf(must(inA), { id }, { detail: { recipientAccountId: B } }),
  ],
  'what AWS Config recorded in the other account': () => [
    'work',
    Object(withValue(fromA('config-item-network-interface'), ['detail', 'configurationItem', 'awsAccountId'], B)),
  ],
  'an event inside a batch in a message': ({ id }) => ['work', { Records: [message('m', eventOf(must(inB), { id }))] }],
  'a work message': ({ id: mountTargetId, fileSystemId }) => [
    'work',
    { version: 2, cause: 'again', ...inA, mountTargetId, fileSystemId },
  ],
  'a work message with the other place beside': ({ id: mountTargetId, fileSystemId }) => [
    'work',
    { version: 2, cause: 'again', ...inA, mountTargetId, fileSystemId, place: inB },
  ],
  'a look at the other place as a message': ({ id }) => ['work', { mountTargetIds: [id], place: inB }],
  'an order for the other place as a message': ({ id }) => ['work', { fix: [id], ...by, place: inB }],
  'the end of a hold as a message': ({ id }) => ['work', { release: id, ...by, place: inB }],
  'a trial of roles as a message': () => ['work', { tryRoles: true, place: inB }],
  'a question about groups': ({ group }) => [
    'region',
    { version: 2, cause: 'CreateTags', ...inA, securityGroupIds: [group], prefixListIds: [] },
  ],
  'a pause of the other place as a message': () => ['region', { pause: true, ...by, place: inB }],
  'the confirmation of a plan as a message': ({ fingerprint }) => [
    'region',
    { confirm: fingerprint, ...by, place: inB },
  ],
  "a child's payload as a message": () => ['region', { sweep: { place: inB, run: 'run-1' }, dryRun: false }],
  'a fix by id': ({ id }) => ['remediate', { fix: [id], despite: ['nfs-cut-off'], ...by, place: inA }],
  'a fix by ARN': ({ fileSystemId }) => ['remediate', { fix: [arnOfB(fileSystemId)], ...by, place: inA }],
  'a hold': ({ fileSystemId }) => ['remediate', { hold: fileSystemId, until, ...by, place: inA }],
  'the end of a hold': ({ id }) => ['remediate', { release: id, ...by, place: inA }],
  'an undoing of a change': ({ id, changeId }) => [
    'remediate',
    { revert: id, change: changeId, until, ...by, place: inA },
  ],
  'an undoing of a plan': ({ fingerprint }) => [
    'remediate',
    { revert: 'all', plan: fingerprint, until, ...by, place: inA },
  ],
  'the past': ({ id }) => ['remediate', { history: id, place: inA }],
  'what was given up': () => ['remediate', { redrive: 'WorkUndelivered', ...by, place: inA }],
  'two places': ({ id }) => ['remediate', { mountTargetIds: [id], place: { ...inA, ...{ account: [A, B] } } }],
  'the confirmation of a plan': ({ fingerprint }) => ['sweep', { confirm: fingerprint, ...by, place: inA }],
  'a pause': () => ['sweep', { pause: true, ...by, place: inA }],
  'the end of a pause': () => ['sweep', { resume: true, ...by, place: inA }],
  'the child of a run with the other place beside': () => [
    'sweep',
    { sweep: { place: inA, run: 'run-1' }, place: inB, dryRun: false },
  ],
};

it('changes, reads and tells nothing of an account by what names the ids of another', async () => {
  const { scene, standing, its } = await besieged();
  const before = await standing();
  expect(before.items.length).toBeGreaterThan(3);
  for (const [what, attack] of Object.entries(attacks)) {
    const [way, payload] = attack(its);
    const batch = { Records: [message('m-0', payload)] };
    const send = {
      work: () => scene.remediate(batch) as Promise<unknown>,
      region: () => scene.sweep(batch),
      remediate: () => scene.remediate(payload),
      sweep: () => scene.sweep(payload),
    }[way];
    const outcome = await send().catch((error: Error) => error.message);
    expect(await standing(), what).toEqual(before);
    expect(JSON.stringify(outcome), what).not.toContain(its.changeId);
  }
  // What the account's own place is asked for does change it.
  await scene.remediate({ release: its.id, ...by, place: inB });
  expect(await standing()).not.toEqual(before);
});
