import { ofType, type Template, valuesOf } from './template.ts';

/** The statements of the role of one of the template's functions, under whatever condition the template has them. */
export const statementsOf = (template: Template, functionName: string): readonly unknown[] => {
  const role = ofType(template, 'AWS::Lambda::Function').get(functionName)?.['Role'];
  const [roleName] = valuesOf('Fn::GetAtt', role);
  const own = ofType(template, 'AWS::IAM::Role').get(String(roleName))?.['Policies'];
  const shared = [...ofType(template, 'AWS::IAM::Policy').values()].filter(({ Roles }) =>
    valuesOf('Ref', Roles).includes(roleName),
  );
  return [...valuesOf('Statement', own), ...valuesOf('Statement', shared)];
};

/** IAM actions that the role of one of the template's functions allows, under whatever condition. Throws where a statement denies. */
export const grantedTo = (template: Template, functionName: string): ReadonlySet<string> => {
  const statements = statementsOf(template, functionName);
  const others = valuesOf('Effect', statements).filter((effect) => effect !== 'Allow');
  if (others.length > 0) throw new Error(`${functionName}: what a statement does but allow is not told by its actions`);
  return new Set(valuesOf('Action', statements).map(String));
};
