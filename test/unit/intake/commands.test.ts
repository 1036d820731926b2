import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';

const mountTarget = 'fsmt-00000001';
const fileSystem = 'fs-00000001';
const revert = { revert: mountTarget, until: '2026-12-31', by: 'ana', reason: 'INC-7' };
const ordered = (payload: object) => {
  const seen = intake(payload, {});
  return seen.kind === 'order' ? seen.order : seen;
};
const noon = Date.UTC(2026, 10, 30, 12);

describe('an order', () => {
  it.each([
    { payload: { history: mountTarget }, order: { id: mountTarget } },
    {
      payload: { history: fileSystem, before: '2026-11-30T12:00:00.5Z' },
      order: { id: fileSystem, before: noon + 500 },
    },
    { payload: { history: 'all', since: '2026-11-30T12:00:00Z' }, order: { from: noon } },
    {
      payload: { history: 'all', since: '2026-11-30T12:00:00Z', until: '2026-11-30T12:00:01Z' },
      order: { from: noon, to: noon + 1000 },
    },
  ])('asks for the history: $payload', ({ payload, order }) => {
    expect(ordered(payload)).toEqual({ action: 'history', ...order });
  });

  it.each([mountTarget, fileSystem])('releases %s', (id) => {
    expect(ordered({ release: id, by: 'ana', reason: 'INC-0' })).toEqual({
      ...{ action: 'release', id, by: 'ana', reason: 'INC-0' },
    });
  });

  it.each([
    { hold: mountTarget, ids: [mountTarget] },
    { hold: [mountTarget, fileSystem], ids: [mountTarget, fileSystem] },
  ])('holds $ids, until a time or the end of a day', ({ hold, ids }) => {
    const signed = { by: 'ana', reason: 'INC-0' };
    const until = (text: string) => ordered({ hold, until: text, ...signed });
    expect(until('2026-11-30T12:00:00Z')).toEqual({ action: 'hold', ids, until: noon, ...signed });
    expect(until('2026-12-31')).toEqual({ action: 'hold', ids, until: Date.UTC(2027, 0, 1), ...signed });
  });

  it('fixes mount targets and file systems', () => {
    const signed = { by: 'ana', reason: 'INC-0' };
    expect(ordered({ fix: [mountTarget, fileSystem], ...signed })).toMatchObject({
      kind: 'look',
      request: { mountTargetIds: [mountTarget], fileSystemIds: [fileSystem], ordered: { ...signed, despite: [] } },
    });
  });

  it.each([
    { say: {}, order: { despite: [], dryRun: false } },
    { say: { change: 'c-1', dryRun: true }, order: { changeId: 'c-1', despite: [], dryRun: true } },
    { say: { since: '2026-11-30T12:00:00Z' }, order: { since: noon, despite: [], dryRun: false } },
    {
      say: { revert: 'all', plan: '0123456789ab' },
      order: { ids: 'all', plan: '0123456789ab', despite: [], dryRun: false },
    },
    { say: { despite: ['paused'] }, order: { despite: ['paused'], dryRun: false } },
    { say: { despite: ['nfs-cut-off', 'paused'] }, order: { despite: ['nfs-cut-off', 'paused'], dryRun: false } },
  ])('reverts a change, until the end of a day: $say', ({ say, order }) => {
    expect(ordered({ ...revert, ...say })).toEqual({
      ...{ action: 'revert', ids: [mountTarget], until: Date.UTC(2027, 0, 1), by: 'ana', reason: 'INC-7' },
      ...order,
    });
  });
});

describe('an order that cannot be read', () => {
  it.each([
    {
      payload: { history: 'all' },
      told: 'history: since is absent; expected a time in UTC',
    },
    {
      payload: { history: mountTarget, since: '2026-11-30T12:00:00Z' },
      told: 'history is "fsmt-00000001"; expected "all"',
    },
    { payload: { history: 'all', since: 'yesterday' }, told: 'since is "yesterday"; expected a time in UTC' },
    { payload: { history: 'all', since: '2026-02-30T12:00:00Z' }, told: 'since is "2026-02-30T12:00:00Z"; expected' },
    { payload: { history: 'all', since: '2026-11-30' }, told: 'since is "2026-11-30"; expected a time in UTC' },
    { payload: { history: 'all', since: '2026-11-30T12:00:00Z', until: 7 }, told: 'until is 7; expected a time' },
    { payload: { history: mountTarget, before: '2026-11-30T25:00:00Z' }, told: 'before is "2026-11-30T25:00:00Z"' },
    {
      payload: { release: 'sg-00000001', by: 'ana', reason: 'INC-0' },
      told: 'release: release is "sg-00000001"; expected the id of a mount target',
    },
    { payload: { release: mountTarget, reason: 'x' }, told: 'release: by is absent; expected who decides' },
    { payload: { release: mountTarget, by: 'ana', reason: 'x', why: 'x' }, told: '"why" is not a field' },
    {
      payload: { hold: [], until: '2026-12-31', by: 'ana', reason: 'x' },
      told: 'hold is empty; expected at least one of',
    },
    {
      payload: { hold: Array(101).fill(mountTarget), by: 'ana', reason: 'x' },
      told: 'hold is too long; expected at most 100',
    },
    {
      payload: { fix: [fileSystem], despite: ['nfs-cut-off'], by: 'ana', reason: 'x' },
      told: 'fix: "fs-00000001" is a file system, and despite is for single mount targets: name',
    },
    { payload: { ...revert, revert: fileSystem }, told: 'revert: revert is "fs-00000001"; expected the id of a mount' },
    { payload: { ...revert, until: '2026-02-30' }, told: 'until is "2026-02-30"; expected the last day, as in' },
    { payload: { ...revert, revert: 'all' }, told: 'revert: revert is "all" without plan or since; expected' },
    {
      payload: { ...revert, revert: 'all', plan: '0123456789ab', despite: ['nfs-cut-off'] },
      told: 'revert: "all" cannot be reverted despite "nfs-cut-off", which is for single mount targets: name',
    },
    { payload: { ...revert, revert: 'all', plan: 'x' }, told: 'plan is "x"; expected the fingerprint of a dry run' },
    {
      payload: { ...revert, revert: [mountTarget, 'fsmt-00000002'], change: 'c-1' },
      told: 'change stands beside another choice; expected it beside the id of one mount target',
    },
    { payload: { ...revert, reason: ' ' }, told: 'reason is " "; expected why, in 1 to 256 characters' },
    { payload: { ...revert, reason: 'x'.repeat(257) }, told: 'expected why, in 1 to 256 characters' },
    { payload: { ...revert, change: '' }, told: 'change is ""; expected the changeId of an entry of the history' },
    { payload: { ...revert, despite: 'paused' }, told: 'despite is "paused"; expected a list, as in ["paused"]' },
    { payload: { ...revert, despite: ['held'] }, told: 'despite[0] is "held"; expected "paused" or "nfs-cut-off"' },
    { payload: { ...revert, dryRun: 1 }, told: 'dryRun is 1; expected true or false' },
  ])('says which field, its value and what is expected: $told', ({ payload, told }) => {
    expect(intake(payload, {})).toEqual({ kind: 'malformed', message: expect.stringContaining(told) });
  });
});
