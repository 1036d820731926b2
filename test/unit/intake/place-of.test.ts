import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../functions/intake/place-of.ts';
import { sample, sampleWith } from './sample.ts';

const [call, config] = ['cloudtrail-efs-modify-mount-target-security-groups', 'config-item-network-interface'];
const compliance = 'config-compliance-change';

describe('the place of an event', () => {
  it.each([call, config, compliance, 'tag-change-file-system'])('is that of its envelope: %s', (name) => {
    const { account, region } = sample(name);
    expect(placeOf(sample(name))).toMatchObject({ kind: 'placed', place: { account, region } });
  });

  it.each([
    { name: call, path: 'detail.recipientAccountId', said: '999988887777' },
    { name: call, path: 'detail.recipientAccountId', said: undefined },
    { name: call, path: 'detail.awsRegion', said: 'ap-south-1' },
    { name: call, path: 'detail.awsRegion', said: undefined },
    { name: config, path: 'detail.configurationItem.awsAccountId', said: '999988887777' },
    { name: config, path: 'detail.configurationItem.awsRegion', said: 'ap-south-1' },
    { name: config, path: 'detail.configurationItem.awsAccountId', said: 111122223333 },
    { name: compliance, path: 'detail.awsAccountId', said: '999988887777' },
    { name: compliance, path: 'detail.awsRegion', said: 'ap-south-1' },
  ])('is none where $path of $name says $said', ({ name, path, said }) => {
    const read = placeOf(sampleWith(name, path, said));
    expect(read).toMatchObject({ kind: 'malformed', message: expect.stringContaining(`${path} is `) });
  });
});

it.each([
  { event: 'text', says: /expected a JSON object/ },
  { event: { 'detail-type': 'x', account: '1', region: 'eu-west-1' }, says: /^event: account is "1"/ },
  { event: { source: 'x', account: '111122223333' }, says: /^event: region is / },
  { event: { version: 2, account: '111122223333', region: 'europe' }, says: /^message: region is "europe"/ },
  { event: { cause: 'sweep', account: '111122223333\n', region: 'eu-west-1' }, says: /^message: account is / },
  { event: { history: 'all' }, says: /place is .*name an account and Region/ },
  { event: { mountTargetIds: [], place: { account: '1', region: 'eu-west-1' } }, says: /place: account is "1"/ },
  // A place beside an event or a message is none: what it would be taken out of is read as a whole.
  { event: { cause: 'sweep', place: { account: '111122223333', region: 'eu-west-1' } }, says: /message: account is / },
])('names the field at fault of $event', ({ event, says }) => {
  expect(placeOf(event)).toMatchObject({ kind: 'malformed', message: expect.stringMatching(says) });
});
