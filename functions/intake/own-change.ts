import { text } from './read.ts';

/** Account and name of the role in a role's ARN, or in its session's, which leaves the role's path out. */
const roleIn = (arn: string): string | undefined => {
  const [, , , , account, resource = ''] = arn.split(':');
  const [type, ...path] = resource.split('/');
  const name = type === 'role' ? path.at(-1) : type === 'assumed-role' ? path[0] : undefined;
  return name === undefined ? undefined : `${account}/${name}`;
};

/**
 * Whether mountguard's own role made a CloudTrail call. Roles are compared by account and name, which is unique in an
 * account whatever the role's path (IAM); `roleArn` may be the role's ARN or a session's.
 */
export const isOwnChange = (detail: unknown, roleArn: string | undefined): boolean => {
  const own = roleArn === undefined ? undefined : roleIn(roleArn);
  if (own === undefined) return false;
  const callers = [
    text(detail, 'userIdentity.sessionContext.sessionIssuer.arn'),
    text(detail, 'userIdentity.arn'),
  ].filter((arn) => arn !== undefined);
  return callers.some((arn) => roleIn(arn) === own);
};
