import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../functions/core/model/errors.ts';
import type { Ledger } from '../../../functions/engine/ports/ledger.ts';
import { systemClock } from '../../../infra/local/clock.ts';
import { localTables } from '../../../infra/local/tables.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { ledgerOf, leftovers } from '../../support/engine-ledger.ts';
import { fileSystemIdOf, idOf, leaseMs, policyText, type Scene, scene } from '../../support/engine-scene.ts';

const statuses = (findings: readonly { readonly status: string }[]) => findings.map(({ status }) => status).toSorted();

/** Changes counted within the present hour. */
const spent = async ({ clients, clock }: Scene): Promise<readonly string[]> => {
  const Key = { pk: { S: '111122223333/us-east-1' }, sk: { S: `hour#${Math.floor(clock.now() / 3_600_000)}` } };
  const { Item } = await clients.dynamo().send(new GetItemCommand({ TableName: localTables.ledger, Key }));
  return Item?.['changes']?.SS ?? [];
};

/** Nothing was sent, nothing is pending, no lease is held, and nothing is counted. */
const nothingIsLeft = async (it: Scene) => {
  expect(it.modifies()).toBe(0);
  expect((await ledgerOf(it)).changes).toEqual([]);
  expect(await leftovers(it)).toEqual([]);
  expect(await spent(it)).toEqual([]);
};

describe('two invocations on one mount target', () => {
  it('make one Modify; the other is deferred', async () => {
    const { look, modifies, clients } = await scene();
    const findings = await Promise.all([look({ eventId: 'e-1' }), look({ eventId: 'e-2' })]);
    expect(statuses(findings)).toEqual(['deferred', 'fixed']);
    expect(findings.find(({ status }) => status === 'deferred')).toMatchObject({ reasons: ['lease-held'] });
    expect(modifies()).toBe(1);
    expect((await ledgerOf({ clients })).changes).toHaveLength(1);
  });

  it.each([1, 2, 3, 4])('make one Modify however their calls interleave (%i)', async (seed) => {
    const { aws, look, modifies, clients } = await scene({ seed, clock: systemClock });
    aws.faults.set({ latencyMs: [0, 15] });
    const findings = await Promise.all([1, 2, 3].map((n) => look({ eventId: `e-${n}` })));
    expect(findings.filter(({ status }) => status === 'fixed')).toHaveLength(1);
    expect(modifies()).toBe(1);
    expect((await ledgerOf({ clients })).changes).toHaveLength(1);
  });
});

describe('without the ledger', () => {
  const away = () => Promise.reject(new RetryableError('the ledger is away', { code: 'aws-error' }));

  it.each([
    { operation: 'dynamodb:BatchGetItem', what: 'its record and the gate are read' },
    { operation: 'dynamodb:UpdateItem', what: 'the lease is taken' },
  ])('nothing is written when $what', async ({ operation }) => {
    const it = await scene();
    it.aws.faults.next(operation, { error: 'InternalServerError' });
    expect(await it.look()).toMatchObject({ status: 'deferred', reasons: ['aws-error'] });
    await nothingIsLeft(it);
  });

  it.each(['tryOut', 'spend', 'intend'] as const)('nothing is written when it takes no %s', async (method) => {
    const it = await scene();
    const finding = await it.look({}, { ledger: { ...it.ports.ledger, [method]: away } });
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['aws-error'], rule: 'shared-data' });
    await nothingIsLeft(it);
    expect(await it.look()).toMatchObject({ status: 'fixed' });
  });

  it('nothing is written, and nothing left behind, when the answer to the intent is lost', async () => {
    const it = await scene();
    const intend: Ledger['intend'] = async (...asked) => {
      await it.ports.ledger.intend(...asked);
      return away();
    };
    expect(await it.look({}, { ledger: { ...it.ports.ledger, intend } })).toMatchObject({ status: 'deferred' });
    await nothingIsLeft(it);
  });

  it('nothing is written, and what is left is finished by the next look, when the intent cannot be taken back', async () => {
    const it = await scene();
    const ledger = { ...it.ports.ledger, spend: away, withdraw: away, giveBack: away };
    expect(await it.look({ eventId: 'e-1' }, { ledger })).toMatchObject({ status: 'deferred' });
    expect(it.journal.warnings.map(({ message }) => message)).toContain(
      'intent not taken back; the next look finishes it',
    );
    it.clock.pass(1);
    expect(await it.look()).toMatchObject({ status: 'fixed' });
    expect((await ledgerOf(it)).changes).toMatchObject([
      { status: 'failed', reasons: ['interrupted'], eventId: 'e-1' },
      { status: 'fixed' },
    ]);
  });

  it('nothing is written, and nothing tried again, when access to it is denied', async () => {
    const { aws, look, modifies } = await scene({ maxAttempts: 4 });
    aws.faults.next('dynamodb:UpdateItem', { error: 'AccessDeniedException' });
    expect(await look()).toMatchObject({ status: 'failed', reasons: ['access-denied'] });
    expect([modifies(), aws.calls.total('dynamodb:UpdateItem')]).toEqual([0, 1]);
  });

  it.each([
    { operation: 'dynamodb:PutItem', what: 'how it ended cannot be put on record' },
    { operation: 'dynamodb:UpdateItem', what: 'the intent cannot be concluded' },
  ])('a write is said to be made when $what, and is finished by the next look', async ({ operation }) => {
    const it = await scene();
    it.aws.faults.after('efs:ModifyMountTargetSecurityGroups', () =>
      it.aws.faults.next(operation, { error: 'InternalServerError' }),
    );
    const finding = await it.look({ eventId: 'e-1' });
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['aws-error'], after: [it.wanted.id] });
    expect(finding.explanation).toMatch(
      /written and read back, which could not be recorded \(.*InternalServerError.*\); the next look finishes it/,
    );
    expect(await it.look()).toMatchObject({ status: 'fixed', reasons: ['interrupted'] });
    expect(it.modifies()).toBe(1);
    const { changes } = await ledgerOf(it);
    expect(changes).toMatchObject([{ status: 'fixed', eventId: 'e-1' }]);
    expect(changes[0]?.['reasons']).toEqual(operation === 'dynamodb:PutItem' ? ['interrupted'] : []);
  });

  it('a lease that cannot be given back is a warning, and runs out', async () => {
    const it = await scene();
    it.aws.faults.before('dynamodb:UpdateItem', () => setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]));
    const release = () => Promise.reject(new TerminalError('denied', { code: 'access-denied' }));
    expect(await it.look({}, { ledger: { ...it.ports.ledger, release } })).toMatchObject({ status: 'compliant' });
    expect(it.journal.warnings).toContainEqual({
      message: 'lease not released; it will expire',
      keys: { id: it.fileSystem.id, error: expect.any(TerminalError) },
    });
    expect(await it.ports.ledger.acquire(fileSystemIdOf(it.fileSystem))).toBeUndefined();
    it.clock.pass(leaseMs);
    expect(await it.ports.ledger.acquire(fileSystemIdOf(it.fileSystem))).toBeDefined();
  });
});

it('puts a look off whose lease runs out before the intent: nothing is written', async () => {
  const it = await scene();
  const intend: Ledger['intend'] = (...asked) => {
    it.clock.pass(leaseMs);
    return it.ports.ledger.intend(...asked);
  };
  const finding = await it.look({}, { ledger: { ...it.ports.ledger, intend } });
  expect(finding).toMatchObject({ status: 'deferred', reasons: ['lease-lost'], rule: 'shared-data' });
  expect(finding).toMatchObject({ before: [it.stray.id], after: [it.stray.id] });
  await nothingIsLeft(it);
  expect(await it.look()).toMatchObject({ status: 'fixed' });
});

describe('between the lease and the intent', () => {
  /** Has something done on record as soon as the lease is taken. */
  const onceTaken = (it: Scene, happens: () => Promise<unknown>): Ledger => ({
    ...it.ports.ledger,
    acquire: async (id) => {
      const acquired = await it.ports.ledger.acquire(id);
      await happens();
      return acquired;
    },
  });
  const hold = (it: Scene) => ({ until: it.clock.now() + 60_000, reason: 'INC-7', by: 'alice', at: it.clock.now() });

  it.each(['mountTarget', 'fileSystem'] as const)('a hold on the %s wins: nothing is written', async (held) => {
    const it = await scene();
    const owner = fileSystemIdOf(it.fileSystem);
    const id = held === 'fileSystem' ? owner : idOf(it.mountTarget);
    const ledger = onceTaken(it, () => it.ports.ledger.hold(owner, id, hold(it)));
    const finding = await it.look({}, { ledger });
    expect(finding).toMatchObject({ status: 'refused', reasons: ['held'], after: [it.stray.id] });
    expect(finding.explanation).toContain(`${id} is held until`);
    await nothingIsLeft(it);
  });

  it('a hold on another mount target of the file system does not stop it', async () => {
    const it = await scene();
    const owner = fileSystemIdOf(it.fileSystem);
    const other = idOf({ id: 'fsmt-0123456789abcdef0' });
    const ledger = onceTaken(it, () => it.ports.ledger.hold(owner, other, hold(it)));
    expect(await it.look({}, { ledger })).toMatchObject({ status: 'fixed' });
    expect(await spent(it)).toHaveLength(1);
  });

  it('a release has it judged again, and written', async () => {
    const it = await scene();
    const [owner, id] = [fileSystemIdOf(it.fileSystem), idOf(it.mountTarget)];
    const ledger = onceTaken(it, () => it.ports.ledger.releaseHold(owner, id, it.clock.now()));
    expect(await it.look({}, { ledger })).toMatchObject({ status: 'fixed' });
  });

  it('a gate that closes wins', async () => {
    const it = await scene({ measured: true });
    const ledger = onceTaken(it, () => it.ports.ledger.closeGate('over-budget', it.clock.now()));
    expect(await it.look({}, { ledger })).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });
    await nothingIsLeft(it);
  });
});

it('takes no lease for a mount target that needs no write', async () => {
  const it = await scene({ policy: policyText().replace('enforce', 'audit') });
  await it.look();
  expect(await ledgerOf(it)).toEqual({ changes: [], state: undefined });
});
