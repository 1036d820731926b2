import { writePattern } from '../../core/decide/write-pattern.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { LiveState, SecurityGroup } from '../../core/model/live-state.ts';
import type { Tags, Template } from '../../core/model/policy.ts';
import { yamlScalar } from '../edit/yaml-scalar.ts';

/** One way to name security groups that a proposed rule may take. */
export interface GroupSpec {
  /** As it stands in a policy, on one line; the same for the same way. */
  readonly text: string;
  /** The keys of the file system's tags that it refers to. */
  readonly keys: readonly string[];
  /** How well it will go on naming the right groups; the least is the best. */
  readonly rank: number;
  readonly find: Find;
}

type Usable = LiveState['usable'];
type Find = (usable: Usable, tags: Tags) => readonly SecurityGroupId[];

const ranks = { tagReference: 0, nameReference: 1, partOfTag: 2, name: 3, tag: 4, nameTag: 5, id: 6 } as const;

/** Groups of a VPC by what a selector asks of them. */
interface Index {
  readonly byName: ReadonlyMap<string, readonly SecurityGroup[]>;
  readonly byTag: ReadonlyMap<string, readonly SecurityGroup[]>;
}

const indices = new WeakMap<Usable, Index>();

const tagKey = (key: string, value: string): string => `${key}\0${value}`;

const indexOf = (usable: Usable): Index => {
  const known = indices.get(usable);
  if (known) return known;
  const tagged = usable.flatMap((group) => [...group.tags].map(([key, value]) => ({ group, key: tagKey(key, value) })));
  const index = {
    byName: Map.groupBy(usable, ({ name }) => name),
    byTag: new Map([...Map.groupBy(tagged, ({ key }) => key)].map(([key, all]) => [key, all.map((it) => it.group)])),
  };
  indices.set(usable, index);
  return index;
};

const filled = (template: Template, tags: Tags): string =>
  template.map((part) => (typeof part === 'object' && 'tag' in part ? (tags.get(part.tag) ?? '\0') : part)).join('');

const keysIn = (template: Template): readonly string[] =>
  template.flatMap((part) => (typeof part === 'object' && 'tag' in part ? [part.tag] : []));

const idsOf = (groups: readonly SecurityGroup[] = []): readonly SecurityGroupId[] => groups.map(({ id }) => id);

/** What a policy would read as a reference. */
const UNSAYABLE = /\$\{|\$\(|\{\{/;

/** The shortest value of a tag that is looked for within a longer text. */
const shortestPart = 2;

/** How a text can be said: by itself, and by the file system's tags that are in it. */
const templatesOf = (text: string, tags: Tags, keys: readonly string[]): readonly Template[] => {
  if (text === '' || UNSAYABLE.test(text)) return [];
  const parts = keys.flatMap((tag): readonly Template[] => {
    const value = tags.get(tag) ?? '';
    if (value === text) return [[{ tag }]];
    if (value.length < shortestPart || !text.includes(value)) return [];
    const at = text.indexOf(value);
    const around = [text.slice(0, at), { tag }, text.slice(at + value.length)] as const;
    return [around.filter((part) => part !== '')];
  });
  return [[text], ...parts];
};

const byTag = (key: string, value: Template): GroupSpec => {
  const keys = keysIn(value);
  const whole = keys.length > 0 && value.length === 1;
  const literal = /^(?:Name$|aws:)/.test(key) ? ranks.nameTag : ranks.tag;
  return {
    text: `tags: { ${yamlScalar(writePattern([key]))}: ${yamlScalar(writePattern(value))} }`,
    keys,
    rank: keys.length === 0 ? literal : whole ? ranks.tagReference : ranks.partOfTag,
    find: (usable, tags) => idsOf(indexOf(usable).byTag.get(tagKey(key, filled(value, tags)))),
  };
};

const byName = (name: Template): GroupSpec => ({
  text: `name: ${yamlScalar(writePattern(name))}`,
  keys: keysIn(name),
  rank: keysIn(name).length > 0 ? ranks.nameReference : ranks.name,
  find: (usable, tags) => idsOf(indexOf(usable).byName.get(filled(name, tags))),
});

const byId = (id: SecurityGroupId): GroupSpec => ({
  text: `id: ${id}`,
  keys: [],
  rank: ranks.id,
  find: (usable) => idsOf(usable.filter((group) => group.id === id)),
});

/** Every way to name a group for a file system with these tags; rules may refer to some of their keys. */
export const specsFor = (group: SecurityGroup, tags: Tags, keys: readonly string[]): readonly GroupSpec[] => [
  ...[...group.tags]
    .filter(([key]) => !UNSAYABLE.test(key))
    .flatMap(([key, value]) => templatesOf(value, tags, keys).map((it) => byTag(key, it))),
  ...templatesOf(group.name, tags, keys).map(byName),
  byId(group.id),
];
