import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sample } from './sample.ts';

const own = { place: { account: '111122223333', region: 'us-east-1' } };
const regional = {
  version: 2,
  cause: 'policy-change',
  ...own.place,
  securityGroupIds: ['sg-00000001', 'sg-00000002'],
  prefixListIds: ['pl-0aaaaaaaaaaaaaaa1'],
};

/** What is read of a message in which some fields are others; undefined removes one. */
const read = (message: object, change: object) => intake(JSON.parse(JSON.stringify({ ...message, ...change })), own);
const malformed = (told: string) => ({ kind: 'malformed', message: expect.stringContaining(told) });

describe('a work message', () => {
  it.each(['sweep', 'unfinished', 'again'])('asks for a look because of %s', (cause) => {
    expect(read(sample('work-message'), { cause })).toMatchObject({
      kind: 'look',
      request: { cause, mountTargetIds: ['fsmt-0a1b2c3d4e5f60718'], fileSystemIds: [], dryRun: false },
    });
  });

  it('says how often it was queued by its own work', () => {
    expect(read(sample('work-message'), { hops: 2 })).toMatchObject({ kind: 'look', request: { hops: 2 } });
    expect(read(sample('work-message'), {})).not.toHaveProperty(['request', 'hops']);
  });

  it.each([
    { when: 'its version is another', change: { version: 1 }, told: 'version is 1; expected 2: deploy sweep and' },
    { when: 'its version is text', change: { version: '2' }, told: 'version is "2"; expected 2' },
    { when: 'its cause is another', change: { cause: 'manual' }, told: 'cause is "manual"; expected "sweep", "unfin' },
    { when: 'it lacks an id', change: { mountTargetId: undefined }, told: 'mountTargetId is absent; expected "fsmt-"' },
    { when: 'an id is wrong', change: { fileSystemId: 'fs-1' }, told: 'fileSystemId is "fs-1"; expected "fs-"' },
    { when: 'its hops are none', change: { hops: -1 }, told: 'hops is -1; expected a number of hops' },
    { when: 'its hops are text', change: { hops: '1' }, told: 'hops is "1"; expected a number of hops' },
    { when: 'it has a field more', change: { dryRun: false }, told: '"dryRun" is not a field' },
    { when: 'it lacks its version', change: { version: undefined }, told: 'version is absent' },
    { when: 'it does not say the account', change: { account: undefined }, told: 'account is absent; expected an acc' },
    { when: 'it does not say the Region', change: { region: 7 }, told: 'region is 7; expected a Region' },
  ])('is malformed when $when', ({ change, told }) => {
    expect(read(sample('work-message'), change)).toEqual(malformed(`work message: ${told}`));
  });
});

describe('a region message', () => {
  it('asks about groups and prefix lists', () => {
    expect(read(regional, {})).toEqual({
      kind: 'look',
      request: {
        ...{ mountTargetIds: [], fileSystemIds: [], networkInterfaceIds: [] },
        ...{ securityGroupIds: ['sg-00000001', 'sg-00000002'], prefixListIds: ['pl-0aaaaaaaaaaaaaaa1'] },
        ...{ cause: 'policy-change', dryRun: false },
      },
    });
  });

  it('may be about nothing but the Region, and say which tags changed', () => {
    const change = { securityGroupIds: [], prefixListIds: [], changedTagKeys: ['team'] };
    expect(read(regional, change)).toMatchObject({
      request: { securityGroupIds: [], prefixListIds: [], changedTagKeys: ['team'] },
    });
  });

  it.each([
    { when: 'its version is another', change: { version: 1 }, told: 'version is 1; expected 2' },
    { when: 'an id is wrong', change: { securityGroupIds: ['sg-'] }, told: 'securityGroupIds[0] is "sg-"' },
    { when: 'a list is none', change: { prefixListIds: 'pl-1' }, told: 'expected a list of prefix list ids' },
    {
      when: 'a tag key is no text',
      change: { changedTagKeys: [7] },
      told: 'changedTagKeys[0] is 7; expected a tag key',
    },
    { when: 'it has a field more', change: { mountTargetId: 'x' }, told: '"mountTargetId" is not a field' },
  ])('is malformed when $when', ({ change, told }) => {
    expect(read(regional, change)).toEqual(malformed(told));
  });
});

describe.each([
  { what: 'a work message', message: sample('work-message') },
  { what: 'a region message', message: regional },
])('$what of another place', ({ message }) => {
  it.each([{ account: '999988887777' }, { region: 'eu-west-1' }])('is malformed: %o', (change) => {
    expect(read(message, change)).toEqual(malformed('which this deployment does not look after'));
  });

  it('is read where the place is not known', () => {
    expect(intake({ ...message, region: 'eu-west-1' }, {}).kind).toBe('look');
  });
});
