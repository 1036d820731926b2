import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sampleWith } from './sample.ts';

const name = 'config-item-network-interface';
const item = 'detail.configurationItem';
const anInterface = { mountTargetIds: [], fileSystemIds: [], networkInterfaceIds: ['eni-0fedcba9876543210'] };

describe('an AWS Config item of an interface', () => {
  it.each([
    {
      when: 'described as AWS documents it',
      configuration: { description: 'Mount target fsmt-0a1b2c3d4e5f60718 for file system fs-0123456789abcdef0' },
    },
    {
      when: 'described with the file system only',
      configuration: { description: 'EFS mount target for fs-0123456789abcdef0' },
    },
    { when: 'described with no id', configuration: { description: 'EFS mount target' } },
    { when: 'of type efs with no description', configuration: { interfaceType: 'efs' } },
    { when: 'without configuration', configuration: null },
  ])('names the interface, and nothing that its description says, when it is $when', ({ configuration }) => {
    const event = sampleWith(name, `${item}.configuration`, configuration);
    expect(intake(event, {})).toMatchObject({ kind: 'look', request: anInterface });
  });

  it.each([
    { when: 'of another type', configuration: { interfaceType: 'interface', description: '' } },
    { when: 'described with something like an id', configuration: { description: 'nefs-0123456789abcdef0' } },
    { when: 'not described at all', configuration: {} },
  ])('is not relevant when the interface is $when', ({ configuration }) => {
    const event = sampleWith(name, `${item}.configuration`, configuration);
    expect(intake(event, {})).toMatchObject({ ignored: 'not-relevant' });
  });
});

describe('an AWS Config item', () => {
  it.each([
    { when: 'its type bears on no mount target', path: `${item}.resourceType`, value: 'AWS::EFS::AccessPoint' },
    { when: 'its type is named like an inherited key', path: `${item}.resourceType`, value: '__proto__' },
  ])('is not relevant when $when', ({ path, value }) => {
    expect(intake(sampleWith(name, path, value), {})).toMatchObject({ ignored: 'not-relevant' });
  });

  it('is malformed when a relevant resource has no id', () => {
    const event = sampleWith('config-item-file-system', `${item}.resourceId`, undefined);
    const told = 'AWS Config item: detail.configurationItem.resourceId is absent; expected "fs-"';
    expect(intake(event, {})).toEqual({ kind: 'malformed', message: expect.stringContaining(told) });
  });

  it('is malformed when the notification of a change has none', () => {
    const told = 'detail has neither configurationItem nor configurationItemSummary';
    expect(intake(sampleWith(name, item, null), {})).toEqual({
      kind: 'malformed',
      message: expect.stringContaining(told),
    });
  });

  it('is not missed in a notification of another kind', () => {
    const event = { source: 'aws.config', 'detail-type': 'Config Configuration Item Change', detail: {} };
    expect(intake(event, {})).toMatchObject({ ignored: 'not-relevant' });
  });
});

describe('an AWS Config item of a security group', () => {
  const changes = (keys: readonly string[]) =>
    sampleWith(
      'config-item-security-group',
      'detail.configurationItemDiff.changedProperties',
      Object.fromEntries(keys.map((key) => [key, { changeType: 'CREATE' }])),
    );

  it.each([
    { keys: ['Relationships.0', 'Relationships.1'], relevant: false },
    { keys: ['Relationships.0', 'Configuration.Tags.0'], relevant: true },
    { keys: ['Tags.0'], relevant: true },
    { keys: [], relevant: true },
  ])('that tells of $keys is relevant: $relevant', ({ keys, relevant }) => {
    expect(intake(changes(keys), {}).kind).toBe(relevant ? 'look' : 'ignored');
  });
});
