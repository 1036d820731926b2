import { parsePolicy } from '../parse-policy.ts';

/** What a policy's text says, to be compared with that of another one; undefined where it cannot be used. */
export const plainPolicy = (text: string) => {
  const parsed = parsePolicy(text, '');
  if ('findings' in parsed) return undefined;
  const { exemptions, ...rest } = parsed.policy;
  return { rest: JSON.stringify(rest, (_, value) => (value instanceof Map ? [...value] : value)), exemptions };
};
