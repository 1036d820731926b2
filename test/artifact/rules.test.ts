import { describe, expect, it } from 'vitest';
import { ec2Calls, efsCalls } from '../../functions/intake/calls.ts';
import { intake } from '../../functions/intake/intake.ts';
import { bridged, sampleWith } from '../support/samples.ts';
import { alternativesOf } from './alternatives-of.ts';
import { isObject, matchesPattern } from './matches-pattern.ts';
import { rules, template } from './template.ts';

const matchedBy = (event: unknown): readonly string[] =>
  [...rules].filter(([, { EventPattern }]) => matchesPattern(EventPattern, event)).map(([name]) => name);

/** The rules that queue for remediate, and those that ask for a sweep. */
const queueing = (queue: 'Work' | 'RegionWork'): readonly string[] =>
  [...rules].filter(([, { Targets }]) => Targets.some(({ Arn }) => Arn === `${queue}.Arn`)).map(([name]) => name);

/** The queue that an event belongs in, by what it says where to look; undefined when nowhere. */
const queueOf = (event: unknown): 'Work' | 'RegionWork' | undefined => {
  const seen = intake(event, {});
  if (seen.kind !== 'look') return undefined;
  const { securityGroupIds, prefixListIds, region } = seen.request;
  return securityGroupIds.length + prefixListIds.length > 0 || region !== undefined ? 'RegionWork' : 'Work';
};

/** Events that no sample has: what AWS Config says of a security group when it cannot send its item, or when a rule judges it. */
const ofGroups = [
  { name: 'config-item-oversized', at: 'detail.configurationItemSummary' },
  { name: 'config-compliance-change', at: 'detail' },
].map(({ name, at }) => {
  const values = { [`${at}.resourceType`]: 'AWS::EC2::SecurityGroup', [`${at}.resourceId`]: 'sg-0aaaaaaaaaaaaaaa1' };
  return { name, event: sampleWith(name, values) };
});

// What intake ignores and a pattern cannot: the event of a tag call is not published, so that its resource is not relied on.
const beyondPatterns = ['cloudtrail-efs-tag-access-point'];

describe('the rules in template.yaml', () => {
  it.each([...bridged])(
    'queue %s by one rule, for whom it concerns, exactly when a function looks at it',
    (name, event) => {
      const queue = beyondPatterns.includes(name) ? 'Work' : queueOf(event);
      const matched = matchedBy(event);
      expect(matched).toHaveLength(queue === undefined ? 0 : 1);
      if (queue) expect(queueing(queue)).toEqual(expect.arrayContaining([...matched]));
    },
  );

  it.each(ofGroups)('ask for a sweep where $name is about a security group', ({ event }) => {
    expect([queueOf(event), matchedBy(event)]).toEqual(['RegionWork', ['ConfigGroupChanges']]);
  });

  it('queue for one function each', () => {
    expect([...queueing('Work'), ...queueing('RegionWork')].toSorted()).toEqual([...rules.keys()].toSorted());
  });

  it.each(beyondPatterns)('queue %s, which the function ignores', (name) => {
    expect(intake(bridged.get(name), {})).toMatchObject({ kind: 'ignored', ignored: 'not-relevant' });
  });

  it('queue own changes, which only the function knows by its role', () => {
    const own = { roleArn: 'arn:aws:iam::111122223333:role/mountguard-remediate' };
    const ignored = [...bridged].filter(([name, event]) => {
      const seen = intake(event, own);
      return seen.kind === 'ignored' && !beyondPatterns.includes(name) && matchedBy(event).length > 0;
    });
    expect(ignored.map(([name]) => name)).toEqual(['cloudtrail-efs-modify-by-mountguard']);
  });

  it.each([...bridged].filter(([name]) => name.startsWith('cloudtrail-')))('queue no failed call like %s', (name) => {
    expect(matchedBy(sampleWith(name, { 'detail.errorCode': 'Client.UnauthorizedOperation' }))).toEqual([]);
  });

  const interfaceChange = 'cloudtrail-ec2-modify-network-interface-attribute-by-efs';
  const interfaceItem = 'config-item-network-interface';
  const deletedItem = 'config-item-network-interface-deleted';
  const configuration = 'detail.configurationItem.configuration';
  const lastDescription = 'detail.configurationItemDiff.changedProperties.Configuration.previousValue.description';

  it.each([
    {
      what: 'tags on anything but a security group',
      event: sampleWith('cloudtrail-ec2-create-tags-security-group', {
        'detail.requestParameters.resourcesSet.items': [{ resourceId: 'vol-1' }, { resourceId: 'subnet-2' }],
      }),
    },
    {
      what: 'changes that another service makes to its own interfaces',
      event: sampleWith(interfaceChange, { 'detail.userIdentity.invokedBy': 'eks.amazonaws.com' }),
    },
    {
      what: 'egress rules',
      event: sampleWith('cloudtrail-ec2-authorize-security-group-ingress', {
        'detail.eventName': 'AuthorizeSecurityGroupEgress',
      }),
    },
    {
      what: "items of another service's interfaces",
      event: sampleWith(interfaceItem, {
        [`${configuration}.interfaceType`]: 'interface',
        [`${configuration}.description`]: 'ELB app/web/0123456789abcdef',
      }),
    },
    {
      what: 'items of S3 Files, whose ids look the same, also when they are gone',
      event: sampleWith(deletedItem, {
        [lastDescription]: 'S3 Files mount target for fs-0123456789abcdef0 (fsmt-0a1b2c3d4e5f60718)',
      }),
    },
    {
      what: 'changed tags of file systems of another service',
      event: sampleWith('tag-change-file-system', {
        resources: ['arn:aws:s3files:us-east-1:111122223333:file-system/fs-0123456789abcdef0'],
      }),
    },
    {
      what: "another service's interfaces that are gone",
      event: sampleWith(deletedItem, { [lastDescription]: 'AWS Lambda VPC ENI-example' }),
    },
    {
      what: 'items of other resources',
      event: sampleWith('config-item-security-group', { 'detail.configurationItem.resourceType': 'AWS::EC2::Volume' }),
    },
    {
      what: 'oversized items of other resources',
      event: sampleWith('config-item-oversized', {
        'detail.configurationItemSummary.resourceType': 'AWS::EC2::Instance',
      }),
    },
    {
      what: 'verdicts on other resources',
      event: sampleWith('config-compliance-change', { 'detail.resourceType': 'AWS::S3::Bucket' }),
    },
    {
      what: 'verdicts that all is well',
      event: sampleWith('config-compliance-change', { 'detail.newEvaluationResult.complianceType': 'COMPLIANT' }),
    },
    {
      what: 'changed tags of access points',
      event: sampleWith('tag-change-file-system', {
        resources: ['arn:aws:elasticfilesystem:us-east-1:111122223333:access-point/fsap-0123456789abcdef9'],
      }),
    },
  ])('leave out $what', ({ event }) => {
    expect(matchedBy(event)).toEqual([]);
  });

  it.each([
    {
      what: 'whose item does not give their type',
      event: sampleWith(interfaceItem, { [`${configuration}.interfaceType`]: 'interface' }),
    },
    {
      what: 'whose item describes them as the EFS documentation does',
      event: sampleWith(interfaceItem, {
        [`${configuration}.interfaceType`]: 'interface',
        [`${configuration}.description`]: 'Mount target fsmt-0a1b2c3d4e5f60718 for file system fs-0123456789abcdef0',
      }),
    },
    {
      what: 'whose item does not describe them',
      event: sampleWith(interfaceItem, { [`${configuration}.description`]: '' }),
    },
    {
      what: 'changed by EFS where CloudTrail calls it "AWS Internal"',
      event: sampleWith(interfaceChange, { 'detail.userIdentity.invokedBy': 'AWS Internal' }),
    },
  ])('still queue interfaces of mount targets $what', ({ event }) => {
    expect(matchedBy(event)).toHaveLength(1);
  });

  it('name every call that intake knows', () => {
    const named = [...rules.values()]
      .flatMap(({ EventPattern }) => alternativesOf(EventPattern))
      .flatMap(({ detail }) => (isObject(detail) ? [detail['eventName']].flat() : []))
      .filter((name) => name !== undefined);
    expect(named.toSorted()).toEqual([...efsCalls.keys(), ...ec2Calls.keys()].toSorted());
  });

  const alternatives = [...rules].flatMap(([name, { EventPattern }]) =>
    alternativesOf(EventPattern).map((pattern, index) => ({ name: `${name}, alternative ${index + 1}`, pattern })),
  );

  it.each(alternatives)('have a sample for $name', ({ pattern }) => {
    const all = [...bridged.values(), ...ofGroups.map(({ event }) => event)];
    expect(all.filter((event) => matchesPattern(pattern, event))).not.toEqual([]);
  });

  it.each([...rules])('keep %s within what EventBridge takes, and lose nothing on the way', (_, properties) => {
    // A quota of EventBridge: 2,048 characters.
    expect(JSON.stringify(properties.EventPattern).length).toBeLessThanOrEqual(2048);
    expect(properties).toMatchObject({
      Targets: [
        { Arn: expect.any(String), DeadLetterConfig: { Arn: expect.stringMatching(/EventsUndelivered\.Arn$/) } },
      ],
    });
  });

  it('are switched off one by one, and on by default', () => {
    const switches = [...rules].flatMap(([name, { State }]) => (State === undefined ? [] : [[name, State]]));
    expect(switches).toEqual([
      ['InterfaceChanges', ['Ec2Triggered', 'ENABLED', 'DISABLED']],
      ['GroupChanges', ['Ec2Triggered', 'ENABLED', 'DISABLED']],
      ['ConfigChanges', ['ConfigTriggered', 'ENABLED', 'DISABLED']],
      ['ConfigGroupChanges', ['ConfigTriggered', 'ENABLED', 'DISABLED']],
    ]);
    const { Ec2Triggers, ConfigTriggers } = template.Parameters;
    expect([Ec2Triggers, ConfigTriggers]).toMatchObject([{ Default: 'true' }, { Default: 'true' }]);
  });
});
