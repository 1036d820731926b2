import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sample } from './sample.ts';

describe('a work message', () => {
  it.each([
    { when: 'its version is another', change: { version: 2 }, told: 'version is 2; expected 1: deploy sweep and' },
    { when: 'its version is text', change: { version: '1' }, told: 'version is "1"; expected 1' },
    { when: 'its cause is another', change: { cause: 'manual' }, told: 'cause is "manual"; expected "sweep"' },
    { when: 'it lacks an id', change: { mountTargetId: undefined }, told: 'mountTargetId is absent; expected "fsmt-"' },
    { when: 'an id is wrong', change: { fileSystemId: 'fs-1' }, told: 'fileSystemId is "fs-1"; expected "fs-"' },
    { when: 'it has a field more', change: { dryRun: false }, told: '"dryRun" is not a field' },
    { when: 'it lacks its version', change: { version: undefined }, told: 'version is absent' },
  ])('is malformed when $when', ({ change, told }) => {
    const event: unknown = JSON.parse(JSON.stringify({ ...sample('work-message'), ...change }));
    expect(intake(event, {})).toEqual({ kind: 'malformed', message: expect.stringContaining(`work message: ${told}`) });
  });
});
