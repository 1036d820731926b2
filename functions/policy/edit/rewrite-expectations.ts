import type { Expected, PolicyTest } from '../tests/policy-test.ts';
import { yamlScalar } from './yaml-scalar.ts';

const listed = (all: readonly string[]): string => `[${all.map(yamlScalar).join(', ')}]`;

const fieldsOf = ({ status, rule, add = [], remove = [], reason = [] }: Expected): readonly string[] => {
  const [only, ...others] = reason;
  return [
    `status: ${status}`,
    ...(rule === undefined ? [] : [`rule: ${yamlScalar(rule)}`]),
    ...(add.length > 0 ? [`add: ${listed(add)}`] : []),
    ...(remove.length > 0 ? [`remove: ${listed(remove)}`] : []),
    ...(only === undefined ? [] : [`reason: ${others.length > 0 ? listed(reason) : only}`]),
  ];
};

/** Writes what is expected in the style of what stands there: JSON, or YAML with or without braces. */
const written = (expected: Expected, before: string, indent: number): string => {
  if (/^\{\s*"/.test(before)) return JSON.stringify(expected);
  const fields = fieldsOf(expected);
  return before.startsWith('{') ? `{ ${fields.join(', ')} }` : fields.join(`\n${' '.repeat(indent)}`);
};

/** What a test is made to expect. */
export interface Rewrite {
  readonly test: Pick<PolicyTest, 'expectAt'>;
  readonly expected: Expected;
}

/** The text of a file of tests with other expectations; all else stays unchanged, comments too. */
export const rewriteExpectations = (text: string, rewrites: readonly Rewrite[]): string =>
  rewrites
    .toSorted((a, b) => b.test.expectAt.offset - a.test.expectAt.offset)
    .reduce((rest, { test: { expectAt }, expected }) => {
      const { offset, end } = expectAt;
      const indent = offset - (rest.lastIndexOf('\n', offset - 1) + 1);
      return rest.slice(0, offset) + written(expected, rest.slice(offset), indent) + rest.slice(end);
    }, text);
