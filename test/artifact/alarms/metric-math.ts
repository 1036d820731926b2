import { memoized } from '../../../functions/core/model/memoized.ts';

/** Datapoints, the oldest first; undefined where one is missing. */
export type Series = readonly (number | undefined)[];

type Value = number | Series | readonly Series[];

const isMany = (value: Value): value is readonly Series[] =>
  Array.isArray(value) && value.length > 0 && Array.isArray(value[0]);

const tokens = memoized(String, (text: string): readonly string[] => text.match(/\w+|[-+*/<>(),[\]]/g) ?? []);

/** As AWS documents CloudWatch's metric math, for what the template uses of it. What has no datapoint gives none. */
export const evaluate = (text: string, named: ReadonlyMap<string, Series>, length: number): Series => {
  const rest = [...tokens(text)];
  const take = (expected?: string): string => {
    const token = rest.shift();
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new Error(`${text}: ${token} where ${expected ?? 'more'} is expected`);
    return token;
  };
  const seriesOf = (value: Value): Series => {
    if (isMany(value)) throw new Error(`${text}: one series is expected`);
    return typeof value === 'number' ? Array.from({ length }, () => value) : (value as Series);
  };
  const manyOf = (value: Value): readonly Series[] => (isMany(value) ? value : [seriesOf(value)]);
  const pointwise = (all: readonly Value[], apply: (...at: readonly number[]) => number): Series => {
    const series = all.map(seriesOf);
    return Array.from({ length }, (_, index) => {
      const at = series.map((one) => one[index]);
      return at.every((it) => it !== undefined) ? apply(...(at as number[])) : undefined;
    });
  };
  const reduced = (value: Value, reduce: (all: readonly number[]) => number): Series => {
    const many = manyOf(value);
    return Array.from({ length }, (_, index) => {
      const there = many.flatMap((one) => one[index] ?? []);
      return there.length === 0 ? undefined : reduce(there);
    });
  };
  const call = (name: string, args: readonly Value[]): Value => {
    const [first = [], second = []] = args;
    switch (name) {
      case 'METRICS':
        return [...named.values()];
      case 'FILL': {
        const filled = manyOf(first).map((one) => one.map((it) => it ?? Number(second)));
        return isMany(first) ? filled : seriesOf(filled[0] as Series);
      }
      case 'SUM':
        return reduced(first, (all) => all.reduce((sum, it) => sum + it, 0));
      case 'MAX':
        return reduced(first, (all) => Math.max(...all));
      case 'DIFF': {
        const one = seriesOf(first);
        return one.map((it, index) => {
          const before = one[index - 1];
          return it === undefined || before === undefined ? undefined : it - before;
        });
      }
      case 'IF':
        return pointwise(args, (condition = 0, then = 0, otherwise = 0) => (condition === 0 ? otherwise : then));
      default:
        throw new Error(`${text}: ${name} is not played here`);
    }
  };
  const list = (end: string): Value[] => {
    const all: Value[] = [];
    while (rest[0] !== end) {
      all.push(either());
      if (rest[0] === ',') take(',');
    }
    take(end);
    return all;
  };
  const operand = (): Value => {
    const token = take();
    if (token === '(') return list(')')[0] ?? 0;
    if (token === '[') return list(']').map(seriesOf);
    if (/^\d+$/.test(token)) return Number(token);
    if (rest[0] === '(') {
      take('(');
      return call(token, list(')'));
    }
    const known = named.get(token);
    if (!known) throw new Error(`${text}: nothing is called ${token}`);
    return known;
  };
  const chain =
    (next: () => Value, operators: Readonly<Record<string, (a: number, b: number) => number>>) => (): Value => {
      let left = next();
      for (let apply = operators[rest[0] ?? '']; apply; apply = operators[rest[0] ?? '']) {
        const by = apply;
        take();
        left = pointwise([left, next()], (a = 0, b = 0) => by(a, b));
      }
      return left;
    };
  const sum = chain(operand, { '+': (a, b) => a + b, '-': (a, b) => a - b });
  const comparison = chain(sum, { '>': (a, b) => Number(a > b), '<': (a, b) => Number(a < b) });
  const both = chain(comparison, { AND: (a, b) => Number(a !== 0 && b !== 0) });
  const either: () => Value = chain(both, { OR: (a, b) => Number(a !== 0 || b !== 0) });
  const value = seriesOf(either());
  if (rest.length > 0) throw new Error(`${text}: ${rest[0]} is left over`);
  return value;
};
