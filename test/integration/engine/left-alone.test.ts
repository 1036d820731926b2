import { describe, expect, it } from 'vitest';
import { addMountTarget, interfaceOf, setGroups } from '../../../infra/local/world/storage.ts';
import { ledgerOf } from '../../support/engine-ledger.ts';
import { idOf, policyText, type Scene, scene } from '../../support/engine-scene.ts';

/** Neither EFS nor the ledger was written to, and no lease was taken. */
const nothingWritten = async (it: Scene) => {
  expect(it.modifies()).toBe(0);
  expect(Object.keys(it.aws.calls.counts()).filter((name) => /^dynamodb:(Put|Update|Delete)/.test(name))).toEqual([]);
  expect(it.groups()).toEqual([it.stray.id]);
  expect(await ledgerOf(it)).toEqual({ changes: [], state: undefined });
};

const rules = (...modes: readonly string[]) => ['rules:', ...modes.map((mode, n) => ruleText(n, mode))].join('\n');

const ruleText = (n: number, mode: string) => `
  - name: rule-${n}
    when: { tags: { environment: "${n === 0 ? 'prod' : '*'}" } }
    securityGroups: [{ tags: { nfs-access: "\${environment}" } }]
    ${mode && `mode: ${mode}`}`;

const audited = policyText().replace('enforce', 'audit');

describe('drift is reported and left', () => {
  it.each([
    { when: 'the policy audits', policy: audited, dryRun: false, rule: 'shared-data' },
    { when: 'the governing rule audits', policy: policyText(rules('audit', 'enforce')), dryRun: false, rule: 'rule-0' },
    { when: 'it is a dry run', policy: policyText(), dryRun: true, rule: 'shared-data' },
    { when: 'it is a dry run of an audit', policy: audited, dryRun: true, rule: 'shared-data' },
  ])('when $when', async ({ policy, dryRun, rule }) => {
    const it = await scene({ policy, measured: true });
    expect(await it.look({ dryRun })).toMatchObject({
      ...{ status: 'would-fix', reasons: [], rule },
      ...{ before: [it.stray.id], after: [it.wanted.id] },
    });
    await nothingWritten(it);
  });

  it('but fixed when the governing rule enforces in a policy that audits', async () => {
    const policy = policyText(rules('enforce')).replace('mode: enforce', 'mode: audit');
    const it = await scene({ policy, measured: true });
    expect(await it.look()).toMatchObject({ status: 'fixed', rule: 'rule-0' });
  });
});

const exempt = (line: string) =>
  policyText(`exemptions:\n  - { ${line}, until: 2026-11-01, reason: INC-1234 vendor migration }`);

describe('an exemption', () => {
  it.each(['file system', 'mount target'])('of the %s holds to the end of its day', async (covers) => {
    const ids = await scene();
    const line = covers === 'file system' ? `fileSystem: ${ids.fileSystem.id}` : `mountTarget: ${ids.mountTarget.id}`;
    const it = await scene({ policy: exempt(line), measured: true });
    const finding = await it.look();
    expect(finding).toMatchObject({ status: 'exempt', rule: null, before: [it.stray.id] });
    expect(finding.explanation).toContain('until 2026-11-01: INC-1234 vendor migration');
    await nothingWritten(it);
    it.clock.pass(12 * 3_600_000);
    expect(await it.look()).toMatchObject({ status: 'fixed' });
  });
});

describe('nothing is written to', () => {
  it('a mount target whose file system no rule matches', async () => {
    const it = await scene({ measured: true });
    it.fileSystem.tags.clear();
    expect(await it.look()).toMatchObject({ status: 'unmanaged', rule: null, fileSystemId: it.fileSystem.id });
    await nothingWritten(it);
    expect(it.journal.told).toMatchObject([{ circumstances: { quiet: false } }]);
  });

  it('one that no rule matches, and nobody is told of it when the policy says so', async () => {
    const it = await scene({ policy: policyText('unmatched: ignore') });
    it.fileSystem.tags.clear();
    expect(await it.look()).toMatchObject({ status: 'unmanaged' });
    expect(it.journal.told).toMatchObject([{ circumstances: { quiet: true } }]);
  });

  it.each([
    { when: 'no group matches', tag: 'nowhere', reason: 'no-matching-group' },
    { when: 'the tag that the rule needs is empty', tag: '', reason: 'unresolved-tag' },
  ])('one whose set cannot be computed, because $when', async ({ tag, reason }) => {
    const it = await scene({ measured: true });
    it.fileSystem.tags.set('environment', tag);
    expect(await it.look()).toMatchObject({ status: 'refused', reasons: [reason], before: [it.stray.id] });
    await nothingWritten(it);
  });

  it.each([
    { state: 'deleting', status: 'deferred' },
    { state: 'error', status: 'refused' },
    { state: 'a-state-of-tomorrow', status: 'deferred' },
  ])('one that is $state', async ({ state, status }) => {
    const it = await scene({ measured: true });
    it.mountTarget.lifeCycleState = state;
    const finding = await it.look();
    expect(finding).toMatchObject({ status, reasons: ['lifecycle-state'], rule: 'shared-data' });
    expect(finding.explanation).toContain(state);
    await nothingWritten(it);
  });

  it.each(['creating', 'updating', 'deleting'])(
    'one that is %s, when EFS does not say its groups then',
    async (state) => {
      const it = await scene({ strictLifeCycle: true, measured: true });
      it.mountTarget.lifeCycleState = state;
      expect(await it.look()).toMatchObject({ status: 'deferred', reasons: ['lifecycle-state'] });
      expect([it.modifies(), it.groups()]).toEqual([0, [it.stray.id]]);
    },
  );

  it('one in the state error that neither EC2 nor EFS says the groups of: it is reported, and not asked about again', async () => {
    const it = await scene({ strictLifeCycle: true, measured: true });
    it.mountTarget.lifeCycleState = 'error';
    const { id, ...shown } = interfaceOf(it.aws.world, it.mountTarget);
    it.aws.world.networkInterfaces.set(id, { id, ...shown, interfaceType: 'interface' });
    const finding = await it.look();
    expect(finding).toMatchObject({ status: 'failed', reasons: ['lifecycle-state'] });
    expect(finding.explanation).toContain('Delete it and create it again');
    await nothingWritten(it);
  });
});

it.each(['creating', 'updating'])('puts right a mount target that is %s', async (state) => {
  const it = await scene({ measured: true });
  it.mountTarget.lifeCycleState = state;
  expect(await it.look()).toMatchObject({ status: 'fixed', after: [it.wanted.id] });
});

it('calls a mount target compliant in whatever lifecycle state', async () => {
  const it = await scene();
  setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]);
  it.mountTarget.lifeCycleState = 'updating';
  expect(await it.look()).toMatchObject({ status: 'compliant' });
});

it('puts a mount target right once it is available', async () => {
  const it = await scene({ strictLifeCycle: true });
  const creating = addMountTarget(it.aws.world, {
    ...{ fileSystemId: it.fileSystem.id, groupIds: [it.stray.id] },
    ...{ lifeCycleState: 'creating', settlesAt: it.clock.now() + 20_000 },
  });
  const request = { mountTargetIds: [idOf(creating)], cause: 'CreateMountTarget' };
  expect(await it.look(request)).toMatchObject({ status: 'deferred' });
  it.clock.pass(30_000);
  expect(await it.look(request)).toMatchObject({ status: 'fixed' });
});
