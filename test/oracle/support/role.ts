import { ofType, type Template, valuesOf } from './template.ts';

/** IAM actions that the role of one of the template's functions allows, under whatever condition. */
export const grantedTo = (template: Template, functionName: string): ReadonlySet<string> => {
  const role = ofType(template, 'AWS::Lambda::Function').get(functionName)?.['Role'];
  const [roleName] = valuesOf('Fn::GetAtt', role);
  const own = ofType(template, 'AWS::IAM::Role').get(String(roleName))?.['Policies'];
  const shared = [...ofType(template, 'AWS::IAM::Policy').values()].filter(({ Roles }) =>
    valuesOf('Ref', Roles).includes(roleName),
  );
  return new Set([...valuesOf('Action', own), ...valuesOf('Action', shared)].map(String));
};
