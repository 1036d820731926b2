import type { Filter } from '@aws-sdk/client-ec2';
import { AwsFault } from '../wire/aws-fault.ts';
import type { Tags } from '../world/tags.ts';

/** Filter values in one request ("Filtering" in EC2's user guide). */
const MOST_VALUES = 200;

/** The values that a resource has for each filter name of its operation. */
export type FilterValues<Item> = Readonly<Record<string, (item: Item) => readonly (string | undefined)[]>>;

const pattern = (text: string): RegExp => {
  const parts = text.split(/(\\.|[*?])/s).map((part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    return (part.length === 2 && part.startsWith('\\') ? part.slice(1) : part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 's');
};

const isWild = (text: string): boolean => /[*?\\]/.test(text);

const matcher = (texts: readonly string[]): ((value: string | undefined) => boolean) => {
  const exact = new Set(texts.filter((text) => !isWild(text)));
  const patterns = texts.filter(isWild).map(pattern);
  return (value) => value !== undefined && (exact.has(value) || patterns.some((each) => each.test(value)));
};

/**
 * Whether a resource passes all filters: any value of each, `*` and `?` as wildcards, case-sensitive (EC2 user guide,
 * "Filtering resources"). Throws `InvalidParameterValue` on a filter that the operation does not have, and
 * `FilterLimitExceeded` on more values than EC2 takes.
 */
export const filterBy = <Item extends { readonly tags: Tags }>(
  filters: readonly Filter[] | undefined,
  values: FilterValues<Item>,
): ((item: Item) => boolean) => {
  if ((filters ?? []).some(({ Values = [] }) => Values.length > MOST_VALUES)) {
    throw new AwsFault(
      'FilterLimitExceeded',
      `The maximum number of filter values specified on a single call is ${MOST_VALUES}`,
    );
  }
  const tests = (filters ?? []).map(({ Name: name = '', Values: texts = [] }) => {
    const matches = matcher(texts);
    if (name.startsWith('tag:')) return (item: Item) => matches(item.tags.get(name.slice(4)));
    if (name === 'tag-key') return (item: Item) => item.tags.keys().some(matches);
    const read = Object.hasOwn(values, name) ? values[name] : undefined;
    if (!read) throw new AwsFault('InvalidParameterValue', `The filter '${name}' is invalid`);
    return (item: Item) => read(item).some(matches);
  });
  return (item) => tests.every((test) => test(item));
};
