import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sample, sampleWith } from './sample.ts';

const own = { place: { account: '111122223333', region: 'us-east-1' } };
const ignored = { kind: 'ignored', ignored: 'not-of-this-account-and-region' };
const arn = (place: string, path = 'file-system/fs-0123456789abcdef0', service = 'elasticfilesystem') =>
  `arn:aws:${service}:${place}:${path}`;
const places = ['us-east-1:999988887777', 'eu-west-1:111122223333', 'eu-west-1:999988887777'];

describe('an event of another place', () => {
  const names = [
    'cloudtrail-efs-modify-mount-target-security-groups',
    'cloudtrail-ec2-authorize-security-group-ingress',
    'config-item-network-interface',
    'config-compliance-change',
    'tag-change-file-system',
  ];

  it.each(names)('is ignored although it names our ids: %s', (name) => {
    expect(intake(sampleWith(name, 'account', '999988887777'), own)).toMatchObject(ignored);
    expect(intake(sampleWith(name, 'region', 'eu-west-1'), own)).toMatchObject(ignored);
  });

  it.each(names)('is read where the place is not known, and where it does not say its own: %s', (name) => {
    expect(intake(sampleWith(name, 'region', 'eu-west-1'), {}).kind).toBe('look');
    expect(intake(sampleWith(name, 'account', undefined), own).kind).toBe('look');
  });

  it.each([
    { name: 'config-item-network-interface', path: 'detail.configurationItem.awsAccountId', value: '999988887777' },
    { name: 'config-item-security-group', path: 'detail.configurationItem.awsRegion', value: 'eu-west-1' },
    { name: 'config-rule-item', path: 'accountId', value: '999988887777' },
  ])('is ignored where AWS Config says so: $path', ({ name, path, value }) => {
    expect(intake(sample(name), own).kind).toBe('look');
    expect(intake(sampleWith(name, path, value), own)).toMatchObject(ignored);
  });
});

describe('an ARN of another place', () => {
  it.each(places)('in a call has the event ignored: %s', (place) => {
    const event = sampleWith('cloudtrail-efs-untag-resource', 'detail.requestParameters.resourceId', arn(place));
    expect(intake(event, own)).toMatchObject(ignored);
  });

  it.each(places)('in a tag change has it ignored, and only ours looked at beside ours: %s', (place) => {
    const ofGroup = arn(place, 'security-group/sg-0aaaaaaaaaaaaaaa1', 'ec2');
    const tagged = (...resources: readonly string[]) => sampleWith('tag-change-file-system', 'resources', resources);
    expect(intake(tagged(arn(place), ofGroup), own)).toMatchObject(ignored);
    expect(intake(tagged(ofGroup, arn('us-east-1:111122223333')), own)).toMatchObject({
      request: { fileSystemIds: ['fs-0123456789abcdef0'], securityGroupIds: [] },
    });
  });

  it.each(
    places.flatMap((place) => [
      { fileSystemIds: ['fs-0123456789abcdef0', arn(place)] },
      { mountTargetIds: [arn(place, 'mount-target/fsmt-0a1b2c3d4e5f60718')] },
      { history: arn(place) },
      { release: arn(place), by: 'ana', reason: 'INC-0' },
    ]),
  )('in what a person sends is named with the remedy: %j', (payload) => {
    const told =
      /the payload names "arn:aws:\S+", which is not of this account and Region.* 111122223333 .*us-east-1\. Invoke/;
    expect(intake(payload, own)).toEqual({ kind: 'malformed', message: expect.stringMatching(told) });
  });

  it.each(['fsx', 's3files', 's3'])('of the service %s is not one of EFS', (service) => {
    const payload = { fileSystemIds: [arn('us-east-1:111122223333', undefined, service)] };
    const told = expect.stringContaining('or an ARN of elasticfilesystem');
    expect(intake(payload, own)).toEqual({ kind: 'malformed', message: told });
  });
});
