import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { localTables } from '../../../infra/local/tables.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { removeMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { awsCalls } from '../../support/engine-calls.ts';
import { fileSystemIdOf, idOf, policyText } from '../../support/engine-scene.ts';
import { type GuardedScene, guardedScene, hourMs } from '../../support/guarded-scene.ts';
import { must } from '../../support/must.ts';
import { roomy, safely, terraform } from '../../support/safety-scene.ts';
import { hold, recordOf, silent } from '../../support/safety-steps.ts';

const refused = { status: 'refused', reasons: ['nfs-cut-off'] };
const dayMs = 24 * hourMs;

/** A policy that wants other groups, by its `securityGroups`. */
const wanting = (groups: string, rest = roomy): string =>
  policyText(rest).replace(/securityGroups: .*/, `securityGroups: ${groups}`);

describe('clients that the right set let in', () => {
  /** A rule of the right group is revoked, so many hours pass, and a person lets the same clients in by another group. */
  const emergency = async (it: GuardedScene, hours: number) => {
    it.revoke(it.wanted, it.app);
    await it.hours(hours);
    it.attach(it.wanted, addGroup(it.aws.world, { name: 'emergency', rules: [{ peer: { groupId: it.app.id } }] }));
  };

  it.each([0, 1, 22])(
    'are protected where they come by an emergency group, %i hours after their rule was revoked',
    async (hours) => {
      const it = await guardedScene();
      await emergency(it, hours);
      const finding = await it.changed();
      expect(finding).toMatchObject({ ...refused, after: finding.before });
      expect(finding.explanation).toContain(`${it.appMachine} (by app (${it.app.id}), let in by emergency (`);
      expect(finding.explanation).toContain(
        'a set that satisfied the policy let them in within safety.clients.undoWithin before the drift',
      );
      expect(it.modifies()).toBe(0);
    },
  );

  it('are so for as long as that drift stands', async () => {
    const it = await guardedScene();
    await emergency(it, 1);
    await it.hours(72);
    expect(await it.changed()).toMatchObject(refused);
  });

  it('are so no more where the emergency group comes a day after', async () => {
    const it = await guardedScene();
    await emergency(it, 26);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('are so for as long as the policy says', async () => {
    const it = await guardedScene({ policy: safely('{ clients: { undoWithin: 2d } }') });
    await emergency(it, 30);
    expect(await it.changed()).toMatchObject(refused);
  });

  it('are so although an intruder came in with the same drift, who is named apart from them', async () => {
    const it = await guardedScene();
    const { door, machine } = it.door('debug');
    it.revoke(it.wanted, it.app);
    it.admit(door, { peer: { groupId: it.app.id } });
    it.attach(it.wanted, door);
    const { explanation } = await it.changed();
    const [losers, others] = explanation.split('Also let in now, and protected by nothing: ');
    expect([losers?.includes(it.appMachine), losers?.includes(machine)]).toEqual([true, false]);
    expect(others).toContain(`${machine} (by debug-machines (`);
  });
});

describe('a policy that changes', () => {
  const v2 = (it: GuardedScene, nfsCutOff: string): string =>
    wanting(`[{ id: ${it.stray.id} }]`, `${roomy}\nsafety: { nfsCutOff: ${nfsCutOff} }`);

  /** A mount target that v1 wanted otherwise, under v2 since a moment ago; with a machine that only v2 lets in. */
  const changedPolicy = async () => {
    const it = await guardedScene();
    const web = addGroup(it.aws.world, { name: 'web' });
    it.admit(it.stray, { peer: { groupId: web.id } });
    const webMachine = it.machine(web);
    it.say(v2(it, 'refuse'));
    expect(await it.changed()).toMatchObject(refused);
    it.say(v2(it, 'warn'));
    expect(await it.changed()).toMatchObject({ status: 'fixed', warnings: ['nfs-cut-off'] });
    it.say(v2(it, 'refuse'));
    await it.hours(1);
    return { it, webMachine };
  };

  it('protects the clients of the policy before for a day after the change', async () => {
    const { it } = await changedPolicy();
    it.attach(it.wanted);
    const finding = await it.changed();
    expect(finding).toMatchObject(refused);
    expect(finding.explanation).toContain(it.appMachine);
    it.attach(it.stray);
    await it.hours(26);
    it.attach(it.wanted);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('and changes back protects the clients of the policy in between', async () => {
    const { it, webMachine } = await changedPolicy();
    it.say(policyText(roomy));
    const finding = await it.changed();
    expect(finding).toMatchObject(refused);
    expect(finding.explanation).toContain(webMachine);
    expect(finding.explanation).not.toContain(it.appMachine);
  });

  it('again and again, but not in what it lets in, leaves one set on record, by its last version', async () => {
    const it = await guardedScene();
    for (let n = 0; n < 10; n++) {
      it.say(policyText(`${roomy}\n# edit ${n}`));
      await it.hours(1);
    }
    const known = await it.ports.ledger.knownGood(fileSystemIdOf(it.fileSystem));
    const { measured } = await it.ports.ledger.gate();
    expect(known.of(fileSystemIdOf(it.fileSystem)).get(idOf(it.mountTarget))?.spans).toMatchObject([
      { policyVersion: measured },
    ]);
  });

  it('from at-least to exactly protects those who came by what else was attached', async () => {
    const atLeast = policyText(roomy).replace('    securityGroups:', '    match: at-least\n    securityGroups:');
    const it = await guardedScene({ policy: atLeast });
    const { door, machine } = it.door('batch');
    it.attach(it.wanted, door);
    await it.hours(1);
    it.say(policyText(roomy));
    const finding = await it.changed();
    expect(finding).toMatchObject(refused);
    expect(finding.explanation).toContain(machine);
  });

  it('from audit to enforce protects nobody who came by a set that was only reported', async () => {
    const it = await guardedScene({ policy: policyText(roomy).replace('enforce', 'audit') });
    it.attach(it.wanted, it.door('debug').door);
    await it.hours(30);
    it.say(policyText(roomy));
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });
});

describe('what a person lets be', () => {
  const exempting = (it: GuardedScene, until: string) =>
    policyText(`${roomy}\nexemptions: [{ fileSystem: ${it.fileSystem.id}, until: ${until}, reason: INC-1 }]`);

  it.each<{ what: string; begin: (it: GuardedScene, until: number) => unknown; end: (it: GuardedScene) => unknown }>([
    { what: 'a hold of the mount target', begin: (it, until) => hold(it, it.mountTarget, { until }), end: () => {} },
    { what: 'a hold of the file system', begin: (it, until) => hold(it, it.fileSystem, { until }), end: () => {} },
    {
      what: 'an exemption',
      begin: (it) => it.say(exempting(it, '2026-12-31')),
      end: (it) => it.say(policyText(roomy)),
    },
  ])('for days by $what is protected once that ends', async ({ begin, end }) => {
    const it = await guardedScene();
    await begin(it, it.clock.now() + 2 * dayMs);
    const { door, machine } = it.door('migration');
    it.attach(it.wanted, door);
    await it.hours(49);
    end(it);
    const finding = await it.changed();
    expect(finding).toMatchObject(refused);
    expect(finding.explanation).toContain(machine);
    expect(finding.explanation).toContain('no set that satisfied the policy is on record for the time before');
  });

  it('for hours is undone once that ends: a day ago the right set was attached', async () => {
    const it = await guardedScene();
    await hold(it, it.mountTarget, { until: it.clock.now() + 2 * hourMs });
    it.attach(it.wanted, it.door('debug').door);
    await it.hours(1);
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['held'] });
    await it.hours(2);
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('protects nobody where mountguard holds the mount target itself', async () => {
    const it = await guardedScene();
    it.attach(it.wanted, it.door('debug').door);
    await hold(it, it.mountTarget, { by: 'mountguard', until: it.clock.now() + 2 * dayMs });
    await it.hours(50);
    expect(it.groups()).toEqual([it.wanted.id]);
  });
});

describe('a record of compliant sets', () => {
  const shardOf = ({ id }: { readonly id: string }): number => Number.parseInt(id.slice(-4), 16) % 64;
  const keyOf = (number: number) => ({ pk: `111122223333/us-east-1/good#${number}`, sk: 'good' });
  const put = (it: GuardedScene, item: object) =>
    it.clients.dynamo().send(new PutItemCommand({ TableName: localTables.ledger, Item: marshall(item) }));
  const remove = (it: GuardedScene, key: object) =>
    it.clients.dynamo().send(new DeleteItemCommand({ TableName: localTables.ledger, Key: marshall(key) }));

  /** The scene with an intruder on its mount target and on one whose file system has its record in another shard. */
  const twoShards = async () => {
    const it = await guardedScene();
    let [other] = it.addTargets(1, { apart: true });
    while (shardOf({ id: must(other).fileSystemId }) === shardOf(it.fileSystem))
      [other] = it.addTargets(1, { apart: true });
    for (const { id } of it.aws.world.mountTargets.values()) setGroups(it.aws.world, id, [it.wanted.id]);
    await it.hours(1);
    const { door, machine } = it.door('debug');
    it.attach(it.wanted, door);
    setGroups(it.aws.world, must(other).id, [it.wanted.id, door.id]);
    return { it, other: must(other), machine };
  };

  it.each([
    { what: 'nonsense', item: { records: 'nonsense', lets: [] } },
    { what: 'a span of no time', item: { records: [{ spans: [[0, 'noon', null, 'v']] }], lets: [] } },
    { what: 'sets that let in what is no list', item: { records: [], lets: [7] } },
  ])(
    'that holds $what protects all who get in, on the file systems of that item only, and a warning says so',
    async ({ item }) => {
      const { it, other, machine } = await twoShards();
      await put(it, { ...keyOf(shardOf(it.fileSystem)), ...item });
      const finding = await it.changed();
      expect(finding).toMatchObject(refused);
      expect(finding.explanation).toContain(machine);
      expect(it.warnings).toEqual([
        'the record of compliant sets cannot be understood; all that get in now are protected',
      ]);
      expect(await it.changed(other)).toMatchObject({ status: 'fixed' });
    },
  );

  it('that is gone protects all who get in, on the file systems of that item only', async () => {
    const { it, other } = await twoShards();
    await remove(it, keyOf(shardOf(it.fileSystem)));
    expect(await it.changed()).toMatchObject(refused);
    expect(await it.changed(other)).toMatchObject({ status: 'fixed' });
  });

  it('without the time of the last sweep says of no set that it lasts', async () => {
    const { it } = await twoShards();
    await remove(it, { pk: '111122223333/us-east-1', sk: 'swept' });
    it.clock.pass(dayMs);
    expect(await it.changed()).toMatchObject(refused);
  });

  it.each([
    { what: 'of a share of the file systems', key: (it: GuardedScene) => keyOf(shardOf(it.fileSystem)) },
    { what: 'of the last sweep', key: () => ({ pk: '111122223333/us-east-1', sk: 'swept' }) },
  ])('that cannot be understood $what is put right by the next sweep', async ({ key }) => {
    const it = await guardedScene();
    await put(it, { ...key(it), records: 'nonsense', at: 'noon' });
    await it.hours(1);
    it.warnings.splice(0);
    it.attach(it.wanted, it.door('debug').door);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    expect(it.warnings).toEqual([]);
  });

  it('that the ledger does not give at the moment defers the fix, and stops the sweep', async () => {
    const it = await guardedScene();
    it.attach(it.wanted, it.door('debug').door);
    const away = silent(it, 'knownGood');
    expect(await it.changed(it.mountTarget, terraform, away)).toMatchObject({
      status: 'deferred',
      reasons: ['throttled'],
    });
    await expect(it.sweep({}, away)).rejects.toThrow('away');
    expect(it.modifies()).toBe(0);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });
});

describe('the last fix of a mount target', () => {
  it('is forgotten of mount targets that came and went, so that the item of their file system does not grow', async () => {
    const it = await guardedScene();
    const fixed: string[] = [];
    for (let n = 0; n < 20; n++) {
      const target = must(it.addTargets(1)[0]);
      expect(await it.changed(target)).toMatchObject({ status: 'fixed' });
      removeMountTarget(it.aws.world, target);
      fixed.push(target.id);
      it.clock.pass(1000);
    }
    const { good } = await recordOf(it);
    expect([...good.keys()].toSorted()).toEqual(fixed.slice(-16).toSorted());
  });
});

describe('a fix that takes access from somebody', () => {
  const counted = async (it: GuardedScene) => {
    it.aws.calls.reset();
    const finding = await it.changed();
    const ledger = it.aws.calls.log.filter(({ operation }) => operation.startsWith('dynamodb:')).length;
    return { status: finding.status, aws: awsCalls(it.aws.calls).length, ledger };
  };

  it('costs one call more of the ledger where nobody is protected, and no more of AWS; two of EC2 where somebody is', async () => {
    const it = await guardedScene();
    it.attach(it.stray);
    await it.changed();
    it.attach(it.stray);
    const uncontested = await counted(it);
    it.attach(it.wanted, it.door('debug').door);
    const contested = await counted(it);
    expect([uncontested.status, contested.status]).toEqual(['fixed', 'fixed']);
    expect(uncontested.aws).toBeLessThanOrEqual(8);
    expect(contested.aws).toBe(uncontested.aws);
    expect(contested.ledger).toBe(uncontested.ledger + 1);
    // A machine of the right set that keeps access by another interface, and a block of it at which nothing is.
    it.clock.pass(2 * hourMs);
    it.admit(it.wanted, { peer: { cidrIpv4: '10.0.15.0/24' } });
    await it.hours(1);
    const known = must(it.aws.world.securityGroups.get(it.wanted.id));
    known.rules = known.rules.filter(({ peer }) => !('cidrIpv4' in peer) || peer.cidrIpv4 !== '10.0.15.0/24');
    it.attach(addGroup(it.aws.world, { name: 'old', rules: [{ peer: { cidrIpv4: '10.0.15.0/24' } }] }));
    const judged = await counted(it);
    expect(judged).toEqual({ status: 'fixed', aws: uncontested.aws + 2, ledger: uncontested.ledger + 1 });
  });
});
