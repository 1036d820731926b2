import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../functions/engine/ports/record/change.ts';
import { noticeOf } from '../../../functions/engine/sweep/notice.ts';
import { fs, mt, sg } from '../../support/builders.ts';
import { type SafetyScene, safetyScene } from '../../support/safety-scene.ts';
import { sample } from '../../support/samples.ts';

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../../events/notices/${file}`, import.meta.url), 'utf8'));
const isAsDocumented = new Ajv().compile(read('notice.schema.json'));

/** What a sweep of the schedule answers where its answer goes to people, an hour later. */
const hourly = async (scene: SafetyScene) => {
  scene.clock.pass(3_600_000);
  const answer = await scene.sweep(sample('schedule-scheduler'), { notices: true });
  expect(isAsDocumented(answer.notice), JSON.stringify(isAsDocumented.errors)).toBe(true);
  return answer;
};

const quiet = async (): Promise<SafetyScene> => {
  const scene = await safetyScene();
  await scene.sweep();
  await scene.drain();
  await hourly(scene);
  return scene;
};

describe('the notice of a scheduled sweep', () => {
  it('says what was changed since the sweep before, once, and how to undo it', async () => {
    const scene = await quiet();
    scene.drift();
    const { before, after } = await scene.changed();
    const { notice } = await hourly(scene);
    const { id: revert } = scene.mountTarget;
    expect(notice).toMatchObject({
      summary: '1 mount target was put right; undo by the order in each change.',
      changes: [{ mountTargetId: revert, status: 'fixed', before, after, undo: { revert } }],
      needsAPerson: [],
      omitted: 0,
    });
    const undo = { ...notice?.changes[0]?.undo, until: '2026-12-31', by: 'ana', reason: 'INC-7' };
    expect((await scene.invoke(undo)).results).toMatchObject([{ status: 'fixed', after: before }]);
    await hourly(scene);
    expect((await hourly(scene)).notice).toBeNull();
  });

  it('is one for a storm', async () => {
    const scene = await quiet();
    const targets = scene.addTargets(30, { apart: true });
    for (const target of targets) await scene.changed(target);
    const { notice } = await hourly(scene);
    expect(notice).toMatchObject({ summary: expect.stringContaining('30 mount targets were put right'), omitted: 10 });
    expect(notice?.changes).toHaveLength(20);
  });

  it('says what needs a person, once, with the runbook of its reason', async () => {
    const scene = await quiet();
    scene.aws.world.securityGroups.get(scene.wanted.id)?.tags.clear();
    const { notice, results, plan } = await hourly(scene);
    expect(notice).toMatchObject({
      summary: '1 mount target needs a person: no-matching-group.',
      changes: [],
      needsAPerson: [
        { mountTargetId: scene.mountTarget.id, explanation: expect.stringContaining('no-matching-group.md') },
      ],
    });
    expect({ results, plan }).toEqual({ results: [], plan: undefined });
    expect((await hourly(scene)).notice).toBeNull();
  });

  it('is none of a person, of a dry run, and where nobody asked for notices', async () => {
    const scene = await quiet();
    scene.drift();
    for (const payload of [{}, { dryRun: true }])
      expect(await scene.sweep(payload, { notices: true })).not.toHaveProperty('notice');
    expect(await scene.sweep(sample('schedule-scheduler'))).not.toHaveProperty('notice');
  });

  it('costs no sweep where the record cannot be read', async () => {
    const scene = await quiet();
    scene.clock.pass(3_600_000);
    const ledger = { ...scene.ports.ledger, between: async () => Promise.reject(new Error('lost')) };
    const { notice, checked } = await scene.sweep(sample('schedule-scheduler'), { notices: true, ledger });
    expect({ notice, checked }).toEqual({ notice: null, checked: 1 });
    expect(scene.warnings).toContainEqual(expect.stringContaining('people are not told'));
  });
});

describe('a notice', () => {
  it('tells changes that did not work out from those that did, and gives no order to undo them', () => {
    const change = {
      changeId: 'c',
      fileSystemId: fs(1),
      mountTargetId: mt(1),
      at: 0,
      rule: 'r',
      before: [sg(1)],
      after: [sg(2)],
    };
    const failed = { ...change, status: 'failed' } as unknown as Change;
    const notice = noticeOf({ results: [], policyVersion: 'v' }, [failed], { from: 0, to: 1 });
    expect(notice?.summary).toBe('1 change did not work out.');
    expect(notice?.changes[0]).not.toHaveProperty('undo');
  });
});

describe('events/notices', () => {
  it('has a sample whose notice is as the schema says', () => {
    const { notice } = read('scheduled-sweep.json').detail.responsePayload;
    expect(isAsDocumented(notice), JSON.stringify(isAsDocumented.errors)).toBe(true);
    expect(isAsDocumented({ ...notice, more: 1 })).toBe(false);
  });
});
