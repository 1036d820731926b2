import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { localTables } from '../../../infra/local/tables.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';
import { changesOf, endings, noAnswer, recordOf, revertOf, writing } from '../../support/safety-steps.ts';

const TableName = localTables.ledger;
const place = '111122223333/us-east-1';
const tooLate = 9e15;

type Poison = (it: SafetyScene) => { readonly name: string; readonly value: unknown };

/** Puts an attribute into the item of the first file system. */
const poison = async (it: SafetyScene, name: string, value: unknown): Promise<void> => {
  await it.clients.dynamo().send(
    new UpdateItemCommand({
      TableName,
      Key: marshall({ pk: `${place}/${it.fileSystem.id}`, sk: 'state' }),
      UpdateExpression: 'SET #name = :value, listed = :list',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: marshall({ ':value': value, ':list': `${place}/unfinished` }),
    }),
  );
};

/** Puts a concluded change on record that says what it is told to. */
const putChange = async (it: SafetyScene, say: object): Promise<void> => {
  const at = it.clock.now();
  const item = {
    pk: `${place}/${it.fileSystem.id}`,
    sk: `change#${new Date(at).toISOString()}#odd`,
    listed: `${place}/${new Date(at).toISOString().slice(0, 10)}`,
    ...{ changeId: 'odd', mountTargetId: it.mountTarget.id, fileSystemId: it.fileSystem.id, at, concludedAt: at },
    ...{
      before: [],
      after: [],
      rule: 'r',
      policyVersion: '0123456789ab',
      cause: 'sweep',
      status: 'fixed',
      reasons: [],
    },
    ...say,
  };
  await it.clients.dynamo().send(new PutItemCommand({ TableName, Item: marshall(item) }));
};

/** An intent of the first mount target. */
const intentOf = (it: SafetyScene, say: object = {}) => ({
  ...{ changeId: 'c', mountTargetId: it.mountTarget.id, fileSystemId: it.fileSystem.id, at: it.clock.now() },
  ...{ before: [it.stray.id], after: [it.wanted.id], rule: 'r', policyVersion: '0123456789ab', cause: 'sweep' },
  ...{ phase: 'pending', ...say },
});

const poisons: readonly { readonly what: string; readonly of: Poison }[] = [
  {
    what: 'an intent of another file system',
    of: (it) => ({ name: 'intent', value: intentOf(it, { fileSystemId: 'fs-0123456789abcdef0' }) }),
  },
  {
    what: 'an intent of a time that no date can hold',
    of: (it) => ({ name: 'intent', value: intentOf(it, { at: tooLate }) }),
  },
  { what: 'a lease without an end', of: () => ({ name: 'owner', value: 'me' }) },
  {
    what: 'a hold beyond all time',
    of: (it) => ({ name: `hold:${it.fileSystem.id}`, value: { until: tooLate, reason: 'x', by: 'me', at: 1 } }),
  },
];

describe.each(poisons)('a file system on whose record is $what', ({ of }) => {
  it('is left alone, and each answer about it names what to correct', async () => {
    const it = await safetyScene();
    const { name, value } = of(it);
    await poison(it, name, value);
    const named = new RegExp(`${it.fileSystem.id} in ${TableName}.*attribute "${name}"`);
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'failed', reasons: ['internal-error'] });
    expect(finding.explanation).toMatch(named);
    const [reverted] = (await it.invoke(revertOf(it.mountTarget))).results;
    expect(reverted).toMatchObject({ status: 'failed', explanation: expect.stringMatching(named) });
    for (const order of [{ history: it.mountTarget.id }, { release: it.mountTarget.id, by: 'ana', reason: 'INC-0' }])
      await expect(it.invoke(order)).rejects.toThrow(named);
    expect(it.modifies()).toBe(0);
  });

  it('stops no other one, and no sweep', async () => {
    const it = await safetyScene();
    const [other, third] = it.addTargets(2, { apart: true });
    const { name, value } = of(it);
    await poison(it, name, value);
    expect(await it.changed(other)).toMatchObject({ status: 'fixed' });
    const found = await it.sweep();
    expect(found).toMatchObject({ checked: 3, queued: 1 });
    expect(endings(found.results)).toContain('failed internal-error');
    await it.drain();
    expect([it.groups(), it.groupsOf(must(third))]).toEqual([[it.stray.id], [it.wanted.id]]);
  });
});

describe('a change on record', () => {
  it.each([{ status: 'superseded' }, { status: 'superseded', reasons: ['what-is-this'], undoes: 'c-0', newField: {} }])(
    'of a newer release is shown as it is, and stops nothing: %o',
    async (say) => {
      const it = await safetyScene();
      await it.changed();
      it.clock.pass(1000);
      await putChange(it, say);
      const since = new Date(it.clock.now() - 60_000).toISOString();
      for (const order of [{ history: it.mountTarget.id }, { history: it.fileSystem.id }, { history: 'all', since }])
        expect((await it.invoke(order)).history?.changes).toMatchObject([{ status: say.status }, { status: 'fixed' }]);
      it.drift();
      expect(await it.changed()).toMatchObject({ status: 'fixed' });
      expect(await it.sweep()).toMatchObject({ summary: { compliant: 1 } });
      expect(endings((await it.invoke(revertOf(it.mountTarget))).results)).toEqual(['fixed']);
    },
  );

  it('that cannot be read stops no look and no sweep, and is named by what has to read it', async () => {
    const it = await safetyScene();
    const [other] = it.addTargets(1, { apart: true });
    await it.changed(other);
    await it.changed();
    it.clock.pass(1000);
    await putChange(it, { before: 'none' });
    const named = new RegExp(`${it.fileSystem.id} in ${TableName}: the item "change#.*#odd" has no readable before`);
    const unreadable = [expect.stringMatching(named)];
    const since = new Date(it.clock.now() - 60_000).toISOString();
    const { history: own } = await it.invoke({ history: it.mountTarget.id });
    expect(own).toMatchObject({ unreadable, changes: [{ status: 'fixed', mountTargetId: it.mountTarget.id }] });
    const { history: all } = await it.invoke({ history: 'all', since });
    expect(all).toMatchObject({ unreadable, changes: [{ status: 'fixed' }, { status: 'fixed' }] });
    expect((await it.invoke(revertOf(it.mountTarget))).results).toMatchObject([
      { status: 'failed', explanation: expect.stringMatching(named) },
    ]);
    expect((await it.invoke({ history: must(other).id })).history?.changes).toMatchObject([{ status: 'fixed' }]);
    it.drift();
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    expect(await it.sweep()).toMatchObject({ summary: { compliant: 2 } });
  });
});

it('a write of another mount target that is in doubt is finished, however odd its groups', async () => {
  const it = await safetyScene();
  const [sibling] = it.addTargets(1);
  await it.changed(it.mountTarget, terraform, writing(it, noAnswer));
  await poison(
    it,
    'intent',
    intentOf(it, { after: [], before: [], rule: '', cause: '', at: it.clock.now() - 600_000 }),
  );
  expect(await it.changed(sibling)).toMatchObject({ status: 'fixed' });
  expect(await changesOf(it)).toMatchObject([{ status: 'fixed' }, { status: 'failed' }]);
  expect(await recordOf(it)).not.toHaveProperty('pending');
});
