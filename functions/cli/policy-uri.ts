/** The file that is used where no policy is named. */
export const ownFile = 'policy.yaml';

/** Whether a policy, as a person names it, is kept by AWS. */
export const isRemote = (uri: string): boolean => /^(?:ssm|appconfig):/.test(uri);

/** The path of a policy that is not. */
export const pathOf = (uri: string): string => uri.replace(/^file:/, '');
