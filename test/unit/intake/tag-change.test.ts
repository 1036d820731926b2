import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sampleWith } from './sample.ts';

describe('a tag change', () => {
  it('is read by its ARNs, whatever name the service goes by', () => {
    const event = sampleWith('tag-change-file-system', 'detail.service', 'efs');
    expect(intake(event, {})).toMatchObject({ request: { fileSystemIds: ['fs-0123456789abcdef0'] } });
  });

  it.each([
    { when: 'it has no resources', resources: undefined, told: 'tag change: resources.0 is absent; expected "fs-"' },
    {
      when: 'its resource is no id',
      resources: ['shared'],
      told: 'tag change: resources.0 is "shared"; expected "fs-"',
    },
    { when: 'its resource is no text', resources: [7], told: 'tag change: resources.0 is 7; expected "fs-"' },
  ])('of a file system is malformed when $when', ({ resources, told }) => {
    const event = sampleWith('tag-change-file-system', 'resources', resources);
    expect(intake(event, {})).toEqual({ kind: 'malformed', message: expect.stringContaining(told) });
  });
});
