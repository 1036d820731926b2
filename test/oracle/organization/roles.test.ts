import { expect, it } from 'vitest';
import { builtResources } from '../../artifact/organization/built.ts';
import { judged, policiesOf } from '../role/judge.ts';

const unknownKey = (action: string) =>
  `parliament: UNKNOWN_CONDITION_FOR_ACTION: Unknown condition aws:ViaAWSService for action ec2:${action}`;

// What parliament says and the templates mean, as of those of template.yaml: it knows of no aws:ViaAWSService.
const readThroughEfs = unknownKey('DescribeNetworkInterfaceAttribute');

// To assume roles of members is what a hub is for.
const assumes = ['parliament: CREDENTIALS_EXPOSURE: '];
const hub = { 'RemediateRole member-roles': assumes, 'SweepRole member-roles': assumes };

it.each([
  { template: 'hub.json', given: {}, means: hub },
  { template: 'hub.json', given: { PolicyUri: 'ssm:/mountguard/policy' }, means: hub },
  { template: 'member-roles.json', given: {}, means: { 'ReadRole read': [readThroughEfs] } },
  {
    template: 'member-roles.json',
    given: { Writes: 'on', FlowLogGroup: '/vpc/flow-logs', SecurityHub: 'on' },
    means: {
      'ReadRole read': [readThroughEfs],
      'WriteRole write': [unknownKey('ModifyNetworkInterfaceAttribute'), readThroughEfs],
    },
  },
  { template: 'member-forwarder.json', given: {}, means: {} },
] as const)(
  'the roles of $template have no fault but what is meant, given $given',
  async ({ template, given, means }) => {
    const found = await judged(policiesOf(builtResources(template, given)));
    const faults = Object.entries(found).filter(([, findings]) => findings.length > 0);
    expect(Object.fromEntries(faults.map(([name, findings]) => [name, [...new Set(findings)]]))).toEqual(means);
  },
);
