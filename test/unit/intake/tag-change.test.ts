import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sampleWith } from './sample.ts';

const fileSystem = 'arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0123456789abcdef0';
const group = 'arn:aws:ec2:us-east-1:111122223333:security-group/sg-0aaaaaaaaaaaaaaa1';

describe('a tag change', () => {
  it('is read by its ARNs, whatever name the service goes by', () => {
    const event = sampleWith('tag-change-file-system', 'detail.service', 'efs');
    expect(intake(event, {})).toMatchObject({ request: { fileSystemIds: ['fs-0123456789abcdef0'] } });
  });

  it.each([
    { keys: ['nfs-access', 'team'], changedTagKeys: ['nfs-access', 'team'] },
    { keys: [], changedTagKeys: undefined },
    { keys: undefined, changedTagKeys: undefined },
    { keys: 'team', changedTagKeys: undefined },
    { keys: ['team', 7], changedTagKeys: undefined },
    { keys: ['team', ''], changedTagKeys: undefined },
  ])('of a group says which keys changed, unless any may have: $keys', ({ keys, changedTagKeys }) => {
    const answer = intake(sampleWith('tag-change-security-group', 'detail.changed-tag-keys', keys), {});
    expect(answer).toMatchObject({ request: { securityGroupIds: ['sg-0aaaaaaaaaaaaaaa1'] } });
    expect(answer.kind === 'look' && answer.request.changedTagKeys).toEqual(changedTagKeys);
  });

  it.each([
    { what: 'a file system', resources: [fileSystem] },
    { what: 'a file system and a group', resources: [fileSystem, group] },
  ])('of $what does not say which keys changed', ({ resources }) => {
    const answer = intake(sampleWith('tag-change-security-group', 'resources', resources), {});
    expect(answer.kind === 'look' && 'changedTagKeys' in answer.request).toBe(false);
    expect(answer).toMatchObject({ request: { fileSystemIds: ['fs-0123456789abcdef0'] } });
  });

  it('of several groups says the keys once for all', () => {
    const event = sampleWith('tag-change-security-group', 'resources', [group, group.replace(/1$/, '2')]);
    expect(intake(event, {})).toMatchObject({
      request: { securityGroupIds: ['sg-0aaaaaaaaaaaaaaa1', 'sg-0aaaaaaaaaaaaaaa2'], changedTagKeys: ['environment'] },
    });
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
