import { describe, expect, it } from 'vitest';
import { manualPayload } from '../../../functions/intake/manual-payload.ts';

const mountTarget = (n: number) => `fsmt-${n.toString(16).padStart(8, '0')}`;
const message = (payload: unknown): string => {
  const answer = manualPayload(payload);
  return answer.kind === 'malformed' ? answer.message : `not malformed: ${answer.kind}`;
};

describe('a manual payload', () => {
  it('names mount targets and file systems by id or ARN, each once', () => {
    const arn = 'arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0123456789abcdef0';
    const payload = {
      fileSystemIds: ['fs-0123456789abcdef0', arn],
      mountTargetIds: [mountTarget(1), mountTarget(2), mountTarget(1)],
    };
    expect(manualPayload(payload)).toEqual({
      kind: 'look',
      request: {
        mountTargetIds: [mountTarget(1), mountTarget(2)],
        fileSystemIds: ['fs-0123456789abcdef0'],
        networkInterfaceIds: [],
        prefixListIds: [],
        securityGroupIds: [],
        cause: 'manual',
        dryRun: false,
      },
    });
  });

  it.each([true, false])('asks for a dry run when dryRun is true: %s', (dryRun) => {
    expect(manualPayload({ mountTargetIds: [mountTarget(1)], dryRun })).toMatchObject({ request: { dryRun } });
  });

  it.each([
    { when: 'it is empty', payload: {}, told: 'expected at least one id' },
    { when: 'it only asks for a dry run', payload: { dryRun: true }, told: 'expected at least one id' },
    { when: 'its lists are empty', payload: { fileSystemIds: [], mountTargetIds: [] }, told: 'at least one id' },
    {
      when: 'an id is of another kind',
      payload: { fileSystemIds: [mountTarget(1)] },
      told: 'fileSystemIds[0] is "fsmt-00000001"; expected "fs-" and 8 to 40 hexadecimal digits',
    },
    { when: 'an id is a number', payload: { mountTargetIds: [7] }, told: 'mountTargetIds[0] is 7; expected "fsmt-"' },
    {
      when: 'a list is one id',
      payload: { mountTargetIds: mountTarget(1) },
      told: 'mountTargetIds is "fsmt-00000001"; expected a list of mount target ids',
    },
    {
      when: 'a list is null',
      payload: { fileSystemIds: null },
      told: 'fileSystemIds is null; expected a list of file system ids',
    },
    {
      when: 'dryRun is text',
      payload: { mountTargetIds: [mountTarget(1)], dryRun: 'true' },
      told: 'dryRun is "true"; expected true or false',
    },
    {
      when: 'a key is misspelt',
      payload: { mountTargetIds: [mountTarget(1)], dryrun: true },
      told: '"dryrun" is not a field: did you mean dryRun?; the fields are fileSystemIds, mountTargetIds, dryRun, or those of an order: history, fix, hold, redrive, release, revert.',
    },
    {
      when: 'an order is misspelt',
      payload: { historry: mountTarget(1) },
      told: '"historry" is not a field: did you mean history?; the fields are',
    },
    {
      when: 'an order has other letters',
      payload: { History: mountTarget(1) },
      told: '"History" is not a field: did you mean history?',
    },
    {
      when: 'a key is inherited by every object',
      payload: JSON.parse('{"__proto__": 1, "constructor": 2}'),
      told: '"__proto__" is not a field',
    },
  ])('is malformed when $when, naming the field, its value and what is expected', ({ payload, told }) => {
    expect(message(payload)).toContain(told);
  });

  it('names every fault at once', () => {
    const told = message({ mountTargetIds: ['fsmt-XYZ', mountTarget(1), 'x'], dryRun: 1, policy: 'mine' });
    for (const fault of ['mountTargetIds[0] is "fsmt-XYZ"', 'mountTargetIds[2] is "x"', 'dryRun is 1', '"policy"']) {
      expect(told).toContain(fault);
    }
  });

  it('lists the fields once, however many are wrong', () => {
    for (const count of [2, 20, 25]) {
      const told = message(Object.fromEntries(Array.from({ length: count }, (_, n) => [`wrong${n}`, 1])));
      expect(told.match(/the fields are/g)).toHaveLength(1);
      expect(told.match(/is not a field/g)).toHaveLength(Math.min(count, 20));
    }
  });

  it('names the first 20 faults and counts the rest, each value shortened', () => {
    const told = message({ mountTargetIds: Array.from({ length: 25 }, () => 'x'.repeat(10_000)) });
    expect(told).toContain('and 5 more');
    expect(told.length).toBeLessThan(5_000);
  });

  it('may hold 1,000 ids in both lists together, and no more', () => {
    const mountTargetIds = Array.from({ length: 999 }, (_, n) => mountTarget(n));
    const fileSystemIds = ['fs-00000001'];
    expect(manualPayload({ mountTargetIds, fileSystemIds }).kind).toBe('look');
    expect(message({ mountTargetIds, fileSystemIds: [...fileSystemIds, 'fs-00000002'] })).toContain(
      'hold 1001 ids; expected at most 1000',
    );
  });

  it('answers a list of a million wrong ids with one message', () => {
    expect(message({ mountTargetIds: Array.from({ length: 1_000_000 }, () => 'x') })).toContain('1000000 ids');
  });
});
