import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { readTemplate } from '../organization/template.ts';
import { code, table } from './table.ts';

const parameter = z.object({
  Default: z.union([z.string(), z.number()]),
  AllowedValues: z.optional(z.array(z.union([z.string(), z.number()]))),
  ConstraintDescription: z.optional(z.string()),
  MinValue: z.optional(z.number()),
  MaxValue: z.optional(z.number()),
  Description: z.string(),
});

const { Parameters, Resources } = readTemplate(readFileSync(new URL('../../template.yaml', import.meta.url), 'utf8'));

const mayBe = ({ AllowedValues, ConstraintDescription, MinValue, MaxValue }: z.infer<typeof parameter>): string => {
  if (AllowedValues) return AllowedValues.join(', ');
  if (MinValue !== undefined) return MaxValue === undefined ? `${MinValue} or more` : `${MinValue} to ${MaxValue}`;
  return ConstraintDescription ?? '';
};

/** The parameters of the stack. */
export const parametersTable = (): string =>
  table(
    ['parameter', 'default', 'may be', 'meaning'],
    Object.entries(Parameters)
      .map(([name, its]) => [name, parameter.parse(its)] as const)
      .map(([name, its]) => [
        code(name),
        its.Default === '' ? '' : code(String(its.Default)),
        mayBe(its),
        its.Description,
      ]),
  );

/** Under which parameters each condition of the template holds. */
const conditions: Readonly<Record<string, string>> = {
  AlarmsSent: '`AlarmTopicArn` is set',
  FlowLogsRead: '`FlowLogGroup` is set',
  InSubnets: '`SubnetIds` and `SecurityGroupIds` are set',
  KeyGiven: '`KmsKeyArn` is set',
  NoticesSent: '`Notices` is `on`',
  PolicyInAppConfig: '`PolicyUri` begins with `appconfig:`',
  PolicyInSsm: '`PolicyUri` begins with `ssm:`',
  ReportMade: '`ReportBucket` is set',
  WritesOn: '`Writes` is `on`',
};

const when = (condition: string | undefined): string => {
  if (condition === undefined) return 'always';
  const says = conditions[condition];
  if (says === undefined) throw new Error(`infra/reference/stack.ts does not say when ${condition} holds: add it`);
  return says;
};

const texts = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) => [value].flat()),
);
const policy = z.object({ PolicyDocument: z.object({ Statement: z.array(z.object({ Action: texts })) }) });
const ofRole = z.object({
  Policies: z.array(z.union([policy, z.object({ 'Fn::If': z.tuple([z.string(), policy, z.unknown()]) })])),
});
const role = z.object({ Ref: z.string() });
const attached = z.extend(policy, {
  Roles: z.array(z.union([role, z.object({ 'Fn::If': z.tuple([z.literal('ReportMade'), role, z.unknown()]) })])),
});

interface Grant {
  readonly role: string;
  readonly actions: readonly string[];
  readonly when: string;
}

const actionsOf = ({ PolicyDocument: { Statement } }: z.infer<typeof policy>): readonly string[] =>
  Statement.flatMap(({ Action }) => Action);

const grants: readonly Grant[] = Object.entries(Resources).flatMap(
  ([id, { Type, Condition, Properties }]): readonly Grant[] => {
    const condition = typeof Condition === 'string' ? Condition : undefined;
    if (Type === 'AWS::IAM::Role' && 'Policies' in Properties)
      return ofRole
        .parse(Properties)
        .Policies.map((one) =>
          'Fn::If' in one
            ? { role: id, actions: actionsOf(one['Fn::If'][1]), when: when(one['Fn::If'][0]) }
            : { role: id, actions: actionsOf(one), when: when(condition) },
        );
    if (Type !== 'AWS::IAM::Policy') return [];
    const its = attached.parse(Properties);
    // A role that is made by a condition of its own has what the others have.
    return its.Roles.map((one) => ({
      role: ('Fn::If' in one ? one['Fn::If'][1] : one).Ref,
      actions: actionsOf(its),
      when: when(condition),
    }));
  },
);

/** What each role of the stack may do, and under which parameters. */
export const permissionsTable = (): string => {
  const rows = grants.flatMap(({ role, actions, when: holds }) => actions.map((action) => ({ role, action, holds })));
  const byAction = Map.groupBy(rows, ({ action, holds }) => `${action} ${holds}`);
  return table(
    ['action', 'roles', 'granted when'],
    [...byAction.values()]
      .flatMap((same) => {
        const [first] = same;
        return first ? [[code(first.action), [...new Set(same.map(({ role }) => role))].join(', '), first.holds]] : [];
      })
      .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );
};
