import { type Item, operand, type Placeholders, pathOf, tokensOf, valueAt } from './expression.ts';

const put = (item: Item, [key = '', ...rest]: readonly string[], value: unknown): Item => {
  if (rest.length > 0) {
    const inner = item[key];
    const object = typeof inner === 'object' && inner !== null ? { ...inner } : {};
    return { ...item, [key]: put(object, rest, value) };
  }
  const { [key]: _, ...others } = item;
  return value === undefined ? others : { ...others, [key]: value };
};

const number = (value: unknown): number => {
  if (value !== undefined && typeof value !== 'number') throw new Error(`${JSON.stringify(value)} is not a number`);
  return value ?? 0;
};

/** Adds to a number, or to a set. */
const added = (to: unknown, value: unknown): unknown => {
  if (value instanceof Set) return new Set([...(to instanceof Set ? to : []), ...value]);
  return number(to) + number(value);
};

/** Takes members from a set; one that has none left is no attribute any more. */
const without = (set: unknown, value: unknown): unknown => {
  if (!(set instanceof Set) || !(value instanceof Set)) return set;
  const rest = set.difference(value);
  return rest.size > 0 ? rest : undefined;
};

/** The value of one clause of SET: an operand, a sum or a difference, or `if_not_exists`. */
const setTo = (words: readonly string[], item: Item, placeholders: Placeholders): unknown => {
  const value = (token = ''): unknown => operand(token, item, placeholders);
  const sign = words.findIndex((word) => word === '+' || word === '-');
  if (sign > 0) {
    const left = number(setTo(words.slice(0, sign), item, placeholders));
    const right = number(setTo(words.slice(sign + 1), item, placeholders));
    return words[sign] === '+' ? left + right : left - right;
  }
  if (words[0] === 'if_not_exists') return value(words[2]) ?? value(words[4]);
  if (words.length !== 1) throw new Error(`cannot read "${words.join(' ')}"`);
  return value(words[0]);
};

/** Splits at commas that are not inside parentheses. */
const clausesOf = (words: readonly string[]): readonly (readonly string[])[] => {
  const clauses: string[][] = [[]];
  let depth = 0;
  for (const word of words) {
    if (word === '(') depth += 1;
    if (word === ')') depth -= 1;
    if (word === ',' && depth === 0) clauses.push([]);
    else clauses.at(-1)?.push(word);
  }
  return clauses;
};

const isVerb = (word: string): boolean => ['SET', 'REMOVE', 'ADD', 'DELETE'].includes(word);

/** The item as an update expression leaves it; every clause sees it as it was before. Throws on what it cannot read. */
export const updated = (item: Item, expression: string, placeholders: Placeholders): Item => {
  const words = tokensOf(expression);
  const starts = words.flatMap((word, index) => (isVerb(word) ? [index] : []));
  return starts.reduce((result, start, index) => {
    const clauses = clausesOf(words.slice(start + 1, starts[index + 1]));
    return clauses.reduce((made, [path = '', ...rest]) => {
      const place = pathOf(path, placeholders);
      if (words[start] === 'REMOVE') return put(made, place, undefined);
      if (words[start] === 'SET') return put(made, place, setTo(rest.slice(1), item, placeholders));
      const change = words[start] === 'ADD' ? added : without;
      return put(made, place, change(valueAt(item, place), operand(rest[0] ?? '', item, placeholders)));
    }, result);
  }, item);
};
