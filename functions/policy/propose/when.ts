import type { VpcId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import { yamlScalar } from '../edit/yaml-scalar.ts';
import type { Example } from './sample.ts';

/** The condition of a proposed rule: tags with the value that they must have, or any; and a VPC. */
export interface When {
  readonly tags: readonly (readonly [key: string, value: string | null])[];
  readonly vpc?: VpcId;
}

/** Whether a mount target satisfies a condition. */
export const satisfies = ({ fileSystem, mountTarget }: LiveState, { tags, vpc }: When): boolean =>
  (vpc === undefined || mountTarget.vpcId === vpc) &&
  tags.every(([key, value]) => (value === null ? fileSystem.tags.has(key) : fileSystem.tags.get(key) === value));

/** The condition with any value of more tags. */
export const requiring = (when: When, keys: readonly string[]): When => ({
  ...when,
  tags: [
    ...when.tags,
    ...[...new Set(keys)].filter((key) => !when.tags.some(([it]) => it === key)).map((key) => [key, null] as const),
  ],
});

/** The lines of a condition in a policy; none where it is satisfied always. */
export const whenLines = ({ tags, vpc }: When): readonly string[] => {
  if (tags.length === 0 && vpc === undefined) return [];
  const said = tags.map(([key, value]) => `${yamlScalar(key)}: ${value === null ? '"*"' : yamlScalar(value)}`);
  return [
    'when:',
    ...(said.length > 0 ? [`  tags: { ${said.join(', ')} }`] : []),
    ...(vpc === undefined ? [] : [`  vpcs: [${vpc}]`]),
  ];
};

/** A name for a rule with this condition. */
export const nameOf = ({ tags, vpc }: When): string => {
  const parts = [
    ...tags.map(([key, value]) => (value === null ? `by-${key}` : `${key}-${value}`)),
    ...(vpc === undefined ? [] : [vpc]),
  ];
  const name = parts.join('-').replaceAll(/[^\w.-]+/g, '-');
  return name === '' ? 'every-file-system' : name.slice(0, 80);
};

/** Conditions of one form that are tried. */
const mostOfAForm = 200;

/** Conditions that the most examples satisfy; those of fewer than two file systems teach nothing. */
const frequent = (examples: readonly Example[], formsOf: (example: Example) => readonly When[]): readonly When[] => {
  const found = new Map<string, { readonly when: When; readonly fileSystems: Set<string> }>();
  for (const example of examples)
    for (const when of formsOf(example)) {
      const key = JSON.stringify(when);
      const entry = found.get(key) ?? { when, fileSystems: new Set() };
      found.set(key, entry);
      entry.fileSystems.add(example.fileSystem);
    }
  return [...found.values()]
    .filter(({ fileSystems }) => fileSystems.size > 1)
    .sort((a, b) => b.fileSystems.size - a.fileSystems.size)
    .slice(0, mostOfAForm)
    .map(({ when }) => when);
};

/** VPCs that are told apart at most. */
const mostVpcs = 20;

/** The conditions that are worth trying, by these keys of tags: from the general to the special. */
export const conditionsFor = (examples: readonly Example[], keys: readonly string[]): readonly When[] => {
  const pairsOf = ({ live }: Example) =>
    keys.flatMap((key) => {
      const value = live.fileSystem.tags.get(key);
      return value === undefined || value === '' ? [] : [[key, value] as const];
    });
  const vpcs = new Set(examples.map(({ live }) => live.mountTarget.vpcId));
  const inVpc = (example: Example, forms: readonly When[]): readonly When[] =>
    vpcs.size < 2 || vpcs.size > mostVpcs
      ? []
      : forms.map((form) => ({ ...form, vpc: example.live.mountTarget.vpcId }));
  return [
    { tags: [] },
    ...keys.map((key) => ({ tags: [[key, null] as const] })),
    ...frequent(examples, (it) => pairsOf(it).map((pair) => ({ tags: [pair] }))),
    ...frequent(examples, (it) => inVpc(it, [{ tags: [] }])),
    ...frequent(examples, (it) => {
      const pairs = pairsOf(it);
      return pairs.flatMap((pair, index) => pairs.slice(index + 1).map((other) => ({ tags: [pair, other] })));
    }),
    ...frequent(examples, (it) =>
      inVpc(
        it,
        pairsOf(it).map((pair) => ({ tags: [pair] })),
      ),
    ),
  ];
};
