import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sampleWith } from './sample.ts';

describe('an EFS call', () => {
  it.each([null, {}])('looks at the file system when a created mount target is not named: %j', (response) => {
    const event = sampleWith('cloudtrail-efs-create-mount-target', 'detail.responseElements', response);
    expect(intake(event, {})).toMatchObject({
      request: { mountTargetIds: [], fileSystemIds: ['fs-0123456789abcdef0'] },
    });
  });

  it.each([
    {
      name: 'cloudtrail-efs-delete-mount-target',
      path: 'detail.requestParameters.mountTargetId',
      value: 'fsmt-1',
      told: 'DeleteMountTarget: detail.requestParameters.mountTargetId is "fsmt-1"; expected "fsmt-"',
    },
  ])('is malformed when its id is $value: $name', ({ name, path, value, told }) => {
    const event = sampleWith(name, path, value);
    expect(intake(event, {})).toEqual({ kind: 'malformed', message: expect.stringContaining(told) });
  });

  it.each(['modify-mount-target-security-groups', 'tag-resource', 'create-tags', 'delete-mount-target'])(
    'leaves to a sweep what it does not name: %s',
    (name) => {
      const parameters = { omitted: true, originalSize: 107_844, reason: 'requestParameters too large' };
      const event = sampleWith(`cloudtrail-efs-${name}`, 'detail.requestParameters', parameters);
      expect(intake(event, {})).toMatchObject({
        request: { mountTargetIds: [], fileSystemIds: [], region: expect.stringContaining('does not say by id') },
      });
    },
  );

  it('is not relevant when the ARN tagged is an access point’s', () => {
    const arn = 'arn:aws:elasticfilesystem:us-east-1:111122223333:access-point/fsap-0123456789abcdef9';
    const event = sampleWith('cloudtrail-efs-tag-resource', 'detail.requestParameters.resourceId', arn);
    expect(intake(event, {})).toMatchObject({ ignored: 'not-relevant' });
  });
});
