import type { Part, Template } from './template.ts';

/** What only a deployment for one account has: it reads and writes there itself. */
const ofOneAccount = {
  Parameters: [
    'OptInTagValue',
    'VpcArns',
    'NetworkInterfaceGrant',
    'FlowLogGroup',
    'Notices',
    'ReportBucket',
    'ReportBucketAccount',
    'ReportSchedule',
  ],
  Rules: ['DirectGrantInVpcsOnly'],
  Conditions: [
    'OptInOnly',
    'InVpcsOnly',
    'FlowLogsRead',
    'ThroughEfsOnly',
    'NoticesSent',
    'ReportMade',
    'ReportBucketHere',
  ],
  Resources: [
    'NoticeEvents',
    'WriteMountTargets',
    'ReadAttachedGroups',
    'FlowLogs',
    'Report',
    'ReportLogs',
    'ReportRole',
    'ReportTimer',
    'StartReports',
    'ReportFailingAlarm',
  ],
  Outputs: ['ReportFunction', 'ReportRole', 'ReportLogs'],
} as const;

/** The part of a template at a path. Throws an error that names the path where there is none. */
const partAt = (template: object, ...path: readonly string[]): Part => {
  const part = path.reduce<unknown>((of, name) => Object(of)[name], template);
  if (typeof part === 'object' && part !== null) return part as Part;
  throw new Error(`template.yaml has no ${path.join('.')}`);
};

/** The one of a list whose field has a value. */
const named = (list: unknown, field: string, value: string): Part => {
  const found = (list as readonly Part[]).find((it) => it[field] === value);
  if (found) return found;
  throw new Error(`template.yaml has nothing with ${field} ${value}`);
};

const statement = (policies: unknown, name: string, sid: string): Part =>
  named(Object(named(policies, 'PolicyName', name)['PolicyDocument']).Statement, 'Sid', sid);

const withoutOneAccount = (hub: Template): void => {
  for (const { Properties } of Object.values(hub.Resources))
    if (Array.isArray(Properties['Roles']))
      Properties['Roles'] = Properties['Roles'].filter((it) => Object(it)['Fn::If']?.[0] !== 'ReportMade');
  for (const [section, names] of Object.entries(ofOneAccount))
    for (const name of names) {
      partAt(hub, section, name);
      delete partAt(hub, section)[name];
    }
};

/** Has the roles assume those of members, in place of reading and writing here. */
const assumeMembers = (hub: Template, { Metadata }: Template): void => {
  for (const name of ['SweepRole', 'RemediateRole']) {
    const policies = partAt(hub, 'Resources', name, 'Properties')['Policies'];
    const { PolicyName, PolicyDocument } = partAt(Metadata ?? {}, name);
    Object.assign(named(policies, 'PolicyName', 'mount-targets'), { PolicyName, PolicyDocument });
  }
  const policies = partAt(hub, 'Resources', 'SweepRole', 'Properties')['Policies'];
  // Items of any place, and none of a file system or mount target: those are remediate's.
  for (const [sid, keys] of [
    ['Place', ['organization', '????????????/*']],
    ['KnownGood', ['????????????/*']],
  ] as const)
    statement(policies, 'own-resources', sid)['Condition'] = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
    };
  const { Statement } = Object(named(policies, 'PolicyName', 'own-resources')['PolicyDocument']);
  const { Resource } = statement(policies, 'own-resources', 'Place');
  Statement.push({
    Sid: 'NoFileSystem',
    Effect: 'Deny',
    Action: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    Resource,
    Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['*/*/fs-*', '*/*/fsmt-*'] } },
  });
};

/** The name of a rule: the metrics of rules on a bus have it and the bus as dimensions, and `Ref` of such a rule is both. */
const nameOfRule = (id: string): string => `\${AWS::StackName}-${id}`;

/** What is measured of rules, at any depth of a template, where they are on a bus. */
const onBus = (part: unknown): unknown => {
  if (Array.isArray(part))
    return part.flatMap((it) => {
      const { Name, Value } = Object(it);
      if (Name !== 'RuleName') return [onBus(it)];
      return [
        { Name: 'EventBusName', Value: { Ref: 'Bus' } },
        { Name, Value: { 'Fn::Sub': nameOfRule(Object(Value).Ref) } },
      ];
    });
  if (typeof part === 'string')
    return part.replaceAll(
      /"RuleName", "\$\{(\w+)\}"/g,
      (_, id: string) => `"EventBusName", "\${Bus}", "RuleName", "${nameOfRule(id)}"`,
    );
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, it]) => [key, onBus(it)]));
};

/** Puts the rules on the hub's bus, and has what is measured of them looked for there. */
const moveRules = (hub: Template): void => {
  for (const [id, { Type, Properties }] of Object.entries(hub.Resources))
    if (Type === 'AWS::Events::Rule')
      Object.assign(Properties, { EventBusName: { Ref: 'Bus' }, Name: { 'Fn::Sub': nameOfRule(id) } });
  hub.Resources = onBus(hub.Resources) as Template['Resources'];
};

const groupsOf = (hub: Template, added: Template): readonly Part[] => {
  const of = partAt(hub, 'Metadata', 'AWS::CloudFormation::Interface')['ParameterGroups'] as readonly {
    readonly Label: Part;
    readonly Parameters: readonly string[];
  }[];
  return [
    { Label: { default: 'Whose it is' }, Parameters: Object.keys(added.Parameters) },
    ...of
      .map(({ Label, Parameters }) => ({ Label, Parameters: Parameters.filter((name) => name in hub.Parameters) }))
      .filter(({ Parameters }) => Parameters.length > 0),
  ];
};

/**
 * The template of an organisation's hub: that of one account, with what hub.yaml adds, and with roles of members assumed where
 * the other reads and writes itself. `run` is the definition of the state machine.
 */
export const hubTemplate = (ofAccount: Template, added: Template, run: string): Template => {
  const hub = structuredClone(ofAccount);
  withoutOneAccount(hub);
  hub['Description'] = added['Description'];
  hub.Metadata = { 'AWS::CloudFormation::Interface': { ParameterGroups: groupsOf(hub, added) } };
  hub.Parameters = { ...added.Parameters, ...hub.Parameters };
  for (const [name, folder] of [
    ['Remediate', 'remediate'],
    ['Sweep', 'sweep'],
  ] as const) {
    partAt(hub, 'Resources', name, 'Properties')['CodeUri'] = folder;
    Object.assign(partAt(hub, 'Resources', name, 'Properties', 'Environment', 'Variables'), {
      ORGANIZATION_ID: { Ref: 'OrganizationId' },
      EXTERNAL_ID: { Ref: 'ExternalId' },
    });
  }
  const variables = partAt(hub, 'Resources', 'Sweep', 'Properties', 'Environment', 'Variables');
  delete variables['NOTICES'];
  variables['SECURITY_HUB'] = { Ref: 'SecurityHub' };
  delete partAt(hub, 'Resources', 'SweepInvocations', 'Properties', 'DestinationConfig')['OnSuccess'];
  assumeMembers(hub, added);
  Object.assign(partAt(hub, 'Resources', 'SweepTimer', 'Properties', 'Target'), {
    Arn: { 'Fn::GetAtt': ['Run', 'Arn'] },
    Input: '{"dryRun": false}',
  });
  const timer = partAt(hub, 'Resources', 'SweepTimerRole', 'Properties')['Policies'];
  Object.assign(statement(timer, 'start-sweeps', 'Start'), {
    Action: 'states:StartExecution',
    Resource: { 'Fn::GetAtt': ['Run', 'Arn'] },
  });
  moveRules(hub);
  for (const name of ['KeyUse', 'PolicyFromSsm', 'PolicyFromAppConfig'])
    (partAt(hub, 'Resources', name, 'Properties')['Roles'] as unknown[]).push({ Ref: 'OrganizationRole' });
  const resources = structuredClone(added.Resources);
  const { Architectures, VpcConfig } = partAt(hub, 'Resources', 'Sweep', 'Properties');
  Object.assign(partAt({ ...added, Resources: resources }, 'Resources', 'Organization', 'Properties'), {
    Architectures,
    VpcConfig,
  });
  Object.assign(partAt({ ...added, Resources: resources }, 'Resources', 'Run', 'Properties'), {
    DefinitionString: { 'Fn::Sub': run },
  });
  hub.Resources = { ...hub.Resources, ...resources };
  hub.Outputs = { ...hub.Outputs, ...added.Outputs };
  return hub;
};
