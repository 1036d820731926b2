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
      name: 'cloudtrail-efs-modify-mount-target-security-groups',
      path: 'detail.requestParameters',
      value: null,
      told: 'ModifyMountTargetSecurityGroups: detail.requestParameters.mountTargetId is absent; expected "fsmt-"',
    },
    {
      name: 'cloudtrail-efs-delete-mount-target',
      path: 'detail.requestParameters.mountTargetId',
      value: 'fsmt-1',
      told: 'DeleteMountTarget: detail.requestParameters.mountTargetId is "fsmt-1"; expected "fsmt-"',
    },
    {
      name: 'cloudtrail-efs-tag-resource',
      path: 'detail.requestParameters.resourceId',
      value: ['fs-0123456789abcdef0'],
      told: 'TagResource: detail.requestParameters.resourceId is a list; expected "fs-"',
    },
  ])('is malformed when its id is $value: $name', ({ name, path, value, told }) => {
    const event = sampleWith(name, path, value);
    expect(intake(event, {})).toEqual({ kind: 'malformed', message: expect.stringContaining(told) });
  });

  it('is not relevant when the ARN tagged is an access point’s', () => {
    const arn = 'arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/fsap-0123456789abcdef9';
    const event = sampleWith('cloudtrail-efs-tag-resource', 'detail.requestParameters.resourceId', arn);
    expect(intake(event, {})).toMatchObject({ ignored: 'not-relevant' });
  });
});
