import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sampleWith } from './sample.ts';

const tags = 'cloudtrail-ec2-create-tags-security-group';
const items = 'detail.requestParameters.resourcesSet.items';
const theGroup = { request: { securityGroupIds: ['sg-0aaaaaaaaaaaaaaa1'] } };

describe('an EC2 call', () => {
  it('finds every tagged security group once, whatever else was tagged', () => {
    const ids = ['sg-00000001', 'vol-00000001', 'sg-00000002', 'sg-00000001', 7, null];
    const event = sampleWith(tags, items, [...ids.map((resourceId) => ({ resourceId })), 'sg-00000003', null]);
    expect(intake(event, {})).toMatchObject({ request: { securityGroupIds: ['sg-00000001', 'sg-00000002'] } });
  });

  it('is not relevant when its set of tagged resources is empty', () => {
    const event = sampleWith(tags, 'detail.requestParameters.resourcesSet', {});
    expect(intake(event, {})).toMatchObject({ ignored: 'not-relevant' });
  });

  it.each([
    { name: 'create', items: [{ key: 'team', value: 'x' }, { key: 'nfs-access' }], keys: ['team', 'nfs-access'] },
    { name: 'delete', items: [{ key: 'team' }], keys: ['team'] },
    { name: 'delete', items: [], keys: undefined },
    { name: 'delete', items: undefined, keys: undefined },
    { name: 'create', items: [{ key: 'team' }, { key: 7 }], keys: undefined },
    { name: 'create', items: [{ key: 'team' }, { key: '' }], keys: undefined },
    { name: 'create', items: [{ key: 'team' }, 'nfs-access'], keys: undefined },
    { name: 'create', items: 'nfs-access', keys: undefined },
  ])('that tags says which keys changed, unless any may have: $name $items', ({ name, items, keys }) => {
    const event = sampleWith(`cloudtrail-ec2-${name}-tags-security-group`, 'detail.requestParameters.tagSet', {
      items,
    });
    const answer = intake(event, {});
    expect(answer).toMatchObject(theGroup);
    expect(answer.kind === 'look' && answer.request.changedTagKeys).toEqual(keys);
  });

  it('that deletes all tags says so with an empty set', () => {
    const answer = intake(
      sampleWith('cloudtrail-ec2-delete-tags-security-group', 'detail.requestParameters.tagSet', {}),
      {},
    );
    expect(answer.kind === 'look' && 'changedTagKeys' in answer.request).toBe(false);
    expect(answer).toMatchObject(theGroup);
  });

  it('that tags several groups says the keys of all of them', () => {
    const event = sampleWith(tags, items, [{ resourceId: 'sg-00000001' }, { resourceId: 'sg-00000002' }]);
    expect(intake(event, {})).toMatchObject({
      request: { securityGroupIds: ['sg-00000001', 'sg-00000002'], changedTagKeys: ['nfs-access'] },
    });
  });

  it.each([
    'cloudtrail-ec2-authorize-security-group-ingress',
    'cloudtrail-ec2-create-security-group',
    'cloudtrail-ec2-associate-security-group-vpc',
  ])('that may have changed anything about a group says no keys: %s', (name) => {
    const answer = intake(sampleWith(name, 'detail.requestParameters.tagSet', { items: [{ key: 'team' }] }), {});
    expect(answer.kind === 'look' && 'changedTagKeys' in answer.request).toBe(false);
    expect(answer).toMatchObject(theGroup);
  });

  it.each(['cloudtrail-ec2-authorize-security-group-ingress', 'cloudtrail-ec2-revoke-security-group-ingress'])(
    'finds the group in the answer when the request names it by name: %s',
    (name) => {
      const event = sampleWith(name, 'detail.requestParameters', { groupName: 'efs-clients' });
      expect(intake(event, {})).toMatchObject(theGroup);
    },
  );

  it.each(['AuthorizeSecurityGroupEgress', 'UpdateSecurityGroupRuleDescriptionsIngress'])(
    'is not relevant when it cannot change who may mount: %s',
    (eventName) => {
      const event = sampleWith('cloudtrail-ec2-authorize-security-group-ingress', 'detail.eventName', eventName);
      expect(intake(event, {})).toMatchObject({ ignored: 'not-relevant' });
    },
  );

  it('finds the group of a newer call in a plain request too', () => {
    const request = { groupId: 'sg-0aaaaaaaaaaaaaaa1' };
    const event = sampleWith('cloudtrail-ec2-associate-security-group-vpc', 'detail.requestParameters', request);
    expect(intake(event, {})).toMatchObject(theGroup);
  });

  it.each([
    {
      name: 'cloudtrail-ec2-delete-security-group',
      path: 'detail.requestParameters.groupId',
      value: 'efs-clients',
      told: 'DeleteSecurityGroup: detail.requestParameters.groupId is "efs-clients"; expected "sg-"',
    },
  ])('is malformed when its id is none: $name', ({ name, path, value, told }) => {
    const answer = intake(sampleWith(name, path, value), {});
    expect(answer).toEqual({ kind: 'malformed', message: expect.stringContaining(told) });
  });

  const omitted = { omitted: true, originalSize: 107_844, reason: 'requestParameters too large' };
  const interfaceCall = 'cloudtrail-ec2-modify-network-interface-attribute-by-person';

  it.each([
    { name: 'cloudtrail-ec2-create-security-group', path: 'detail.responseElements', value: null },
    { name: 'cloudtrail-ec2-delete-security-group', path: 'detail.requestParameters', value: { groupName: 'nfs' } },
    { name: 'cloudtrail-ec2-modify-security-group-rules', path: 'detail.requestParameters', value: omitted },
    { name: 'cloudtrail-ec2-modify-managed-prefix-list', path: 'detail.requestParameters', value: omitted },
    { name: tags, path: 'detail.requestParameters', value: null },
    { name: tags, path: 'detail.requestParameters', value: omitted },
    { name: tags, path: 'detail.requestParameters.resourcesSet', value: omitted },
    { name: interfaceCall, path: 'detail.requestParameters', value: omitted },
    { name: interfaceCall, path: 'detail.requestParameters.networkInterfaceId', value: undefined },
  ])('that does not say by id what it changed leaves it to a sweep: $name $value', ({ name, path, value }) => {
    const answer = intake(sampleWith(name, path, value), {});
    const nothing = { mountTargetIds: [], fileSystemIds: [], networkInterfaceIds: [], securityGroupIds: [] };
    expect(answer).toMatchObject({
      kind: 'look',
      request: { ...nothing, prefixListIds: [], region: expect.stringMatching(/^\w+ does not say by id/) },
    });
  });

  it('that leaves out only the groups of an interface still looks at the interface', () => {
    const event = sampleWith(interfaceCall, 'detail.requestParameters.groupSet', omitted);
    expect(intake(event, {})).toMatchObject({ request: { networkInterfaceIds: ['eni-0fedcba9876543210'] } });
  });

  it('has 1,000 of the groups that it tagged looked at, and a sweep see to the others', () => {
    const all = Array.from({ length: 1002 }, (_, n) => ({ resourceId: `sg-${n.toString(16).padStart(8, '0')}` }));
    const answer = intake(sampleWith(tags, items, all), {});
    expect(answer).toMatchObject({ request: { region: 'the event names 2 ids beyond the first 1000' } });
    expect(answer.kind === 'look' && answer.request.securityGroupIds).toHaveLength(1000);
  });

  it.each([{}, undefined, { items: [] }])('is not relevant when the interface’s groups stay: %j', (groupSet) => {
    const name = 'cloudtrail-ec2-modify-network-interface-attribute-by-person';
    const event = sampleWith(name, 'detail.requestParameters.groupSet', groupSet);
    expect(intake(event, {})).toMatchObject({ ignored: 'not-relevant' });
  });

  it.each([
    { eventName: 'ModifyManagedPrefixList', parameters: { prefixListId: 'pl-00000001' } },
    {
      eventName: 'RestoreManagedPrefixListVersion',
      parameters: { RestoreManagedPrefixListVersionRequest: { PrefixListId: 'pl-00000001' } },
    },
  ])('that changes the entries of a prefix list names it: $parameters', ({ eventName, parameters }) => {
    const event = sampleWith('cloudtrail-ec2-modify-managed-prefix-list', 'detail.eventName', eventName);
    const { detail } = event as { readonly detail: object };
    const changed = { ...Object(event), detail: { ...detail, requestParameters: parameters } };
    expect(intake(changed, {})).toMatchObject({
      request: { prefixListIds: ['pl-00000001'], securityGroupIds: [], cause: eventName },
    });
  });

  it('that names no prefix list that can be one is malformed', () => {
    const path = 'detail.requestParameters.ModifyManagedPrefixListRequest.PrefixListId';
    expect(intake(sampleWith('cloudtrail-ec2-modify-managed-prefix-list', path, 'pl-x'), {})).toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('"pl-x"'),
    });
  });
});
