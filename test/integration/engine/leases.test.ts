import { describe, expect, it } from 'vitest';
import { TerminalError } from '../../../functions/core/model/errors.ts';
import type { Ledger } from '../../../functions/engine/ports/ledger.ts';
import { systemClock } from '../../../infra/local/clock.ts';
import { ledgerOf } from '../../support/engine-ledger.ts';
import { idOf, leaseMs, policyText, scene } from '../../support/engine-scene.ts';

const statuses = (findings: readonly { readonly status: string }[]) => findings.map(({ status }) => status).toSorted();

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
  it.each([
    { operation: 'dynamodb:Query', what: 'its record is read' },
    { operation: 'dynamodb:GetItem', what: 'the gate is read' },
    { operation: 'dynamodb:UpdateItem', what: 'the lease is taken' },
  ])('nothing is written when $what', async ({ operation }) => {
    const { aws, look, modifies, mountTarget } = await scene();
    aws.faults.next(operation, { error: 'InternalServerError' });
    expect(await look()).toMatchObject({ status: 'deferred', reasons: ['aws-error'], mountTargetId: mountTarget.id });
    expect(modifies()).toBe(0);
  });

  it('nothing is written when the intent cannot be recorded', async () => {
    const { aws, look, modifies, ports } = await scene();
    const intend: Ledger['intend'] = (...asked) => {
      aws.faults.next('dynamodb:UpdateItem', { error: 'InternalServerError' });
      return ports.ledger.intend(...asked);
    };
    const finding = await look({}, { ledger: { ...ports.ledger, intend } });
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['aws-error'], rule: 'shared-data' });
    expect(modifies()).toBe(0);
  });

  it('nothing is written, and nothing tried again, when access to it is denied', async () => {
    const { aws, look, modifies } = await scene({ maxAttempts: 4 });
    aws.faults.next('dynamodb:UpdateItem', { error: 'AccessDeniedException' });
    expect(await look()).toMatchObject({ status: 'failed', reasons: ['access-denied'] });
    expect([modifies(), aws.calls.total('dynamodb:UpdateItem')]).toEqual([0, 1]);
  });

  it('a write that cannot be recorded is said to be made, and is finished by the next look', async () => {
    const it = await scene();
    it.aws.faults.next('dynamodb:PutItem', { error: 'InternalServerError' });
    const finding = await it.look({ eventId: 'e-1' });
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['aws-error'], after: [it.wanted.id] });
    expect(finding.explanation).toMatch(/written and read back, which is not on record: .*PutItem/);
    expect(await it.look()).toMatchObject({ status: 'fixed', reasons: ['interrupted'] });
    expect(it.modifies()).toBe(1);
    expect((await ledgerOf(it)).changes).toMatchObject([{ status: 'fixed', eventId: 'e-1' }]);
  });

  it('a lease that cannot be given back is a warning, and runs out', async () => {
    const it = await scene();
    const release = () => Promise.reject(new TerminalError('denied', { code: 'access-denied' }));
    expect(await it.look({}, { ledger: { ...it.ports.ledger, release } })).toMatchObject({ status: 'fixed' });
    expect(it.journal.warnings).toContainEqual({
      message: 'lease not released; it will expire',
      keys: { id: it.mountTarget.id, error: expect.any(TerminalError) },
    });
    expect(await it.ports.ledger.acquire(idOf(it.mountTarget))).toBeUndefined();
  });
});

describe('a lease that runs out before the intent', () => {
  it('defers the look: nothing is written', async () => {
    const it = await scene();
    const intend: Ledger['intend'] = (...asked) => {
      it.clock.pass(leaseMs);
      return it.ports.ledger.intend(...asked);
    };
    const finding = await it.look({}, { ledger: { ...it.ports.ledger, intend } });
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['lease-lost'], rule: 'shared-data' });
    expect(finding).toMatchObject({ before: [it.stray.id], after: [it.stray.id] });
    expect(it.modifies()).toBe(0);
    expect((await ledgerOf(it)).changes).toEqual([]);
    expect(await it.look()).toMatchObject({ status: 'fixed' });
  });
});

it('takes no lease for a mount target that needs no write', async () => {
  const it = await scene({ policy: policyText().replace('enforce', 'audit') });
  await it.look();
  expect(await ledgerOf(it)).toEqual({ changes: [], state: undefined });
});
