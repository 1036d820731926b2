import { ofType, type Template, valuesOf } from './template.ts';

/** Resources that may add to what a role allows, by type, and are read for it. */
const read = ['AWS::IAM::Role', 'AWS::IAM::Policy'];

const refersTo = (roleName: string, resource: unknown): boolean =>
  [...valuesOf('Ref', resource), ...valuesOf('Fn::GetAtt', resource)].includes(roleName) ||
  JSON.stringify(resource ?? {}).includes(`\${${roleName}`);

/** Ways in which a role is given what no statement of its own says. */
const otherGrants = (template: Template, roleName: string): readonly string[] => {
  const role = ofType(template, 'AWS::IAM::Role').get(roleName);
  const managed = role?.['ManagedPolicyArns'] === undefined ? [] : ['ManagedPolicyArns'];
  const others = Object.entries(template.Resources).filter(
    ([, { Type, Properties }]) =>
      Type.startsWith('AWS::IAM::') && !read.includes(Type) && refersTo(roleName, Properties),
  );
  return [...managed, ...others.map(([name]) => name)];
};

/**
 * The statements of the role of one of the template's functions, under whatever condition the template has them. Throws
 * where the role is given anything in another way, or by a statement that does but allow actions.
 */
export const statementsOf = (template: Template, functionName: string): readonly object[] => {
  const role = ofType(template, 'AWS::Lambda::Function').get(functionName)?.['Role'];
  const { 'Fn::GetAtt': [roleName = '', attribute] = [] } = Object(role);
  if (attribute !== 'Arn')
    throw new Error(`${functionName}: it has more roles than one, or none: ${JSON.stringify(role)}`);
  const own = ofType(template, 'AWS::IAM::Role').get(roleName)?.['Policies'];
  const shared = [...ofType(template, 'AWS::IAM::Policy').values()].filter(({ Roles }) =>
    refersTo(roleName, { Roles }),
  );
  const statements = [...valuesOf('Statement', own), ...valuesOf('Statement', shared)].map(Object);
  const untold = [
    ...otherGrants(template, roleName),
    ...statements.filter(({ Effect, Action }) => Effect !== 'Allow' || !Action).map((it) => JSON.stringify(it)),
  ];
  if (untold.length > 0)
    throw new Error(`${roleName}: what it allows is not told by its actions: ${untold.join(', ')}`);
  return statements;
};

/** IAM actions that the role of one of the template's functions allows, under whatever condition. */
export const grantedTo = (template: Template, functionName: string): ReadonlySet<string> =>
  new Set(valuesOf('Action', statementsOf(template, functionName)).map(String));
