import { memoized } from '../../../functions/core/model/memoized.ts';

/** Datapoints, the oldest first; undefined where one is missing. */
export type Series = readonly (number | undefined)[];

type Value = number | Series | readonly Series[];

interface Data {
  readonly named: ReadonlyMap<string, Series>;
  /** How many datapoints each series has. */
  readonly length: number;
}

type Term = (data: Data) => Value;

const isMany = (value: Value): value is readonly Series[] =>
  Array.isArray(value) && value.length > 0 && Array.isArray(value[0]);

const seriesOf = (value: Value, { length }: Data): Series => {
  if (isMany(value)) throw new Error('one series is expected');
  return typeof value === 'number' ? Array.from({ length }, () => value) : (value as Series);
};

const manyOf = (value: Value, data: Data): readonly Series[] => (isMany(value) ? value : [seriesOf(value, data)]);

const pointwise =
  (terms: readonly Term[], apply: (a: number, b: number, c: number) => number): Term =>
  (data) => {
    const [a = 0, b = 0, c = 0] = terms.map((term) => {
      const value = term(data);
      return typeof value === 'number' ? value : seriesOf(value, data);
    });
    const pointOf = (value: number | Series, index: number) => (typeof value === 'number' ? value : value[index]);
    return Array.from({ length: data.length }, (_, index) => {
      const [left, right, other] = [pointOf(a, index), pointOf(b, index), pointOf(c, index)];
      return left === undefined || right === undefined || other === undefined ? undefined : apply(left, right, other);
    });
  };

const reduced =
  (term: Term, reduce: (all: readonly number[]) => number): Term =>
  (data) => {
    const many = manyOf(term(data), data);
    return Array.from({ length: data.length }, (_, index) => {
      const there = many.map((one) => one[index]).filter((it) => it !== undefined);
      return there.length === 0 ? undefined : reduce(there);
    });
  };

const call = (name: string, args: readonly Term[]): Term => {
  const [first = () => [], second = () => 0] = args;
  switch (name) {
    case 'METRICS':
      return ({ named }) => [...named.values()];
    case 'FILL':
      return (data) => {
        const [value, by] = [first(data), Number(second(data))];
        const filled = manyOf(value, data).map((one) => one.map((it) => it ?? by));
        return isMany(value) ? filled : (filled[0] ?? []);
      };
    case 'SUM':
      return reduced(first, (all) => all.reduce((sum, it) => sum + it, 0));
    case 'MAX':
      return reduced(first, (all) => Math.max(...all));
    case 'DIFF':
      return (data) =>
        seriesOf(first(data), data).map((it, index, all) => {
          const before = all[index - 1];
          return it === undefined || before === undefined ? undefined : it - before;
        });
    case 'IF':
      return pointwise(args, (condition, then, otherwise) => (condition === 0 ? otherwise : then));
    default:
      throw new Error(`${name} is not played here`);
  }
};

const compiled = memoized(String, (text: string): Term => {
  const rest = text.match(/\w+|[-+*/<>(),[\]]/g) ?? [];
  const take = (expected?: string): string => {
    const token = rest.shift();
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new Error(`${text}: ${token} where ${expected ?? 'more'} is expected`);
    return token;
  };
  const list = (end: string): Term[] => {
    const all: Term[] = [];
    while (rest[0] !== end) {
      all.push(either());
      if (rest[0] === ',') take(',');
    }
    take(end);
    return all;
  };
  const operand = (): Term => {
    const token = take();
    if (token === '(') return list(')')[0] ?? (() => 0);
    if (token === '[') {
      const all = list(']');
      return (data) => all.map((term) => seriesOf(term(data), data));
    }
    if (/^\d+$/.test(token)) return () => Number(token);
    if (rest[0] === '(') {
      take('(');
      return call(token, list(')'));
    }
    return ({ named }) => {
      const known = named.get(token);
      if (!known) throw new Error(`${text}: nothing is called ${token}`);
      return known;
    };
  };
  const chain =
    (next: () => Term, operators: Readonly<Record<string, (a: number, b: number) => number>>) => (): Term => {
      let left = next();
      for (let apply = operators[rest[0] ?? '']; apply; apply = operators[rest[0] ?? '']) {
        take();
        left = pointwise([left, next()], apply);
      }
      return left;
    };
  const sum = chain(operand, { '+': (a, b) => a + b, '-': (a, b) => a - b });
  const comparison = chain(sum, { '>': (a, b) => Number(a > b), '<': (a, b) => Number(a < b) });
  const both = chain(comparison, { AND: (a, b) => Number(a !== 0 && b !== 0) });
  const either: () => Term = chain(both, { OR: (a, b) => Number(a !== 0 || b !== 0) });
  const whole = either();
  if (rest.length > 0) throw new Error(`${text}: ${rest[0]} is left over`);
  return whole;
});

/** As AWS documents CloudWatch's metric math, for what the template uses of it. What has no datapoint gives none. */
export const evaluate = (text: string, named: ReadonlyMap<string, Series>, length: number): Series => {
  const data = { named, length };
  return seriesOf(compiled(text)(data), data);
};
