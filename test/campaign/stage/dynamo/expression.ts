/** An item, as plain values. */
export type Item = Readonly<Record<string, unknown>>;

/** What an expression's placeholders stand for. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

const tokenShape = /\s*(<>|<=|>=|[(),=<>+-]|[:#]?[\w.#]*\w)/y;

/** The words of a DynamoDB expression. Throws on anything that is not one. */
export const tokensOf = (expression: string): string[] => {
  const found: string[] = [];
  tokenShape.lastIndex = 0;
  while (tokenShape.lastIndex < expression.trimEnd().length) {
    const at = tokenShape.lastIndex;
    const [, token] = tokenShape.exec(expression) ?? [];
    if (token === undefined) throw new Error(`cannot read "${expression}" at ${at}`);
    found.push(token);
  }
  return found;
};

/** The attributes that a path leads through, placeholders filled in. */
export const pathOf = (path: string, { names }: Placeholders): readonly string[] =>
  path.split('.').map((part) => (part.startsWith('#') ? (names[part] ?? part) : part));

const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a path of an item. */
export const valueAt = (item: Item | undefined, path: readonly string[]): unknown =>
  path.reduce<unknown>((here, key) => (isItem(here) ? here[key] : undefined), item);

/** The value of one operand: a placeholder's, or what stands at a path. */
export const operand = (token: string, item: Item | undefined, placeholders: Placeholders): unknown =>
  token.startsWith(':') ? placeholders.values[token] : valueAt(item, pathOf(token, placeholders));

const compare: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  '=': (a, b) => a !== undefined && JSON.stringify(a) === JSON.stringify(b),
  '<>': (a, b) => JSON.stringify(a) !== JSON.stringify(b),
};

const ordered: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Values of different types have no order, and an absent one has none with anything. */
const orderOf = (a: unknown, b: unknown): number | undefined => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  return undefined;
};

const compared = (a: unknown, sign: string, b: unknown): boolean => {
  const same = compare[sign];
  if (same) return same(a, b);
  const holds = ordered[sign];
  if (!holds) throw new Error(`no comparison "${sign}"`);
  const order = orderOf(a, b);
  return order !== undefined && holds(order);
};

const functions: Readonly<Record<string, (value: unknown, argument: unknown) => boolean>> = {
  attribute_exists: (value) => value !== undefined,
  attribute_not_exists: (value) => value === undefined,
  begins_with: (value, prefix) => typeof value === 'string' && value.startsWith(String(prefix)),
  contains: (value, member) => value instanceof Set && value.has(member),
};

const sizeOf = (value: unknown): number | undefined =>
  value instanceof Set ? value.size : Array.isArray(value) || typeof value === 'string' ? value.length : undefined;

/** Whether a condition holds of an item, or of there being none. Throws on what it cannot read. */
export const holds = (condition: string | undefined, item: Item | undefined, placeholders: Placeholders): boolean => {
  const tokens = tokensOf(condition ?? '');
  if (tokens.length === 0) return true;
  const take = (): string => {
    const token = tokens.shift();
    if (token === undefined) throw new Error(`"${condition}" ends too soon`);
    return token;
  };
  const value = (token: string): unknown => {
    if (token !== 'size' || tokens[0] !== '(') return operand(token, item, placeholders);
    take();
    const size = sizeOf(value(take()));
    take();
    return size;
  };

  const term = (): boolean => {
    const first = take();
    if (first === 'NOT') return !term();
    if (first === '(') {
      const inner = any();
      take();
      return inner;
    }
    const call = tokens[0] === '(' ? functions[first] : undefined;
    if (!call) {
      const subject = value(first);
      const sign = take();
      if (sign !== 'BETWEEN') return compared(subject, sign, value(take()));
      const low = value(take());
      take();
      return compared(subject, '>=', low) && compared(subject, '<=', value(take()));
    }
    take();
    const subject = value(take());
    if (take() === ')') return call(subject, undefined);
    const argument = value(take());
    take();
    return call(subject, argument);
  };
  // Both sides are always read: what is not read would be left over.
  const all = (): boolean => {
    const first = term();
    if (tokens[0] !== 'AND') return first;
    take();
    const rest = all();
    return first && rest;
  };
  const any = (): boolean => {
    const first = all();
    if (tokens[0] !== 'OR') return first;
    take();
    const rest = any();
    return first || rest;
  };
  const result = any();
  if (tokens.length > 0) throw new Error(`cannot read "${condition}" from "${tokens.join(' ')}"`);
  return result;
};
