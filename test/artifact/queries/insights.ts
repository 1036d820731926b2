/** A log line, or a row of an answer. */
export type Row = Readonly<Record<string, unknown>>;

type Test = (row: Row) => boolean;

/** The parts of a query by their command, in order. */
export const partsOf = (query: string): readonly (readonly [command: string, rest: string])[] =>
  query.split(/\s*\n?\|\s+/).map((part) => {
    const [, command = '', rest = ''] = /^(\w+) (.+)$/.exec(part.trim()) ?? [];
    return [command, rest] as const;
  });

/** A JSON line as CloudWatch Logs Insights discovers its fields: nested ones by dots, items of lists by number, null not at all. */
export const discovered = (line: unknown, prefix = ''): Row =>
  Object.fromEntries(
    Object.entries(Object(line)).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
      if (value === null) return [];
      const name = `${prefix}${key}`;
      return typeof value === 'object' ? Object.entries(discovered(value, `${name}.`)) : [[name, value]];
    }),
  );

const literal = (text: string): unknown => JSON.parse(text.trim());

const comparison = (text: string): Test => {
  const [, field = '', operator, value = ''] = /^([@\w.]+) (=|in|>) (.+)$/.exec(text.trim()) ?? [];
  switch (operator) {
    case '=':
      return (row) => row[field] === literal(value);
    case 'in': {
      const allowed = literal(value) as readonly unknown[];
      return (row) => allowed.includes(row[field]);
    }
    case '>':
      return (row) => Number(row[field]) > Number(literal(value));
    default:
      throw new Error(`no condition: ${text}`);
  }
};

const filtering = (text: string): Test => {
  const tests = text.split(' and ').map(comparison);
  return (row) => tests.every((holds) => holds(row));
};

const dayMs = 86_400_000;

/** What rows are grouped by: a field, or the beginning of the day of their time. */
const keyed = (text: string): ((row: Row) => unknown) => {
  if (text === 'bin(1d)') return (row) => Math.floor(Number(row['@timestamp']) / dayMs) * dayMs;
  if (!/^[@\w.]+$/.test(text)) throw new Error(`no field: ${text}`);
  return (row) => row[text];
};

const aggregate = (name: string, field: string): ((rows: readonly Row[]) => unknown) => {
  const valuesOf = (rows: readonly Row[]) => rows.flatMap((row) => row[field] ?? []);
  switch (name) {
    case 'count':
      return (rows) => (field === '*' ? rows.length : valuesOf(rows).length);
    case 'count_distinct':
      return (rows) => new Set(valuesOf(rows)).size;
    case 'max':
      return (rows) => Math.max(...valuesOf(rows).map(Number));
    case 'sum':
      return (rows) => valuesOf(rows).reduce<number>((sum, it) => sum + Number(it), 0);
    default:
      throw new Error(`no function: ${name}`);
  }
};

const counted = (rows: readonly Row[], text: string): readonly Row[] => {
  const [said = '', by = ''] = text.split(' by ');
  const columns = said.split(/, (?![^(]*\))/).map((column) => {
    const [, name = '', field = '', as = ''] = /^(\w+)\(([@\w.*]+)\) as (\w+)$/.exec(column) ?? [];
    return [as, aggregate(name, field)] as const;
  });
  const keys = by.split(', ').map((key) => [key, keyed(key)] as const);
  const groups = Map.groupBy(rows, (row) => JSON.stringify(keys.map(([, of]) => of(row) ?? null)));
  return [...groups.values()].map((group) =>
    Object.fromEntries([
      ...keys.map(([key, of]) => [key, of(group[0] ?? {})]),
      ...columns.map(([as, of]) => [as, of(group)]),
    ]),
  );
};

const sorted = (rows: readonly Row[], text: string): readonly Row[] => {
  const [, field = '', order] = /^([@\w.]+) (asc|desc)$/.exec(text) ?? [];
  if (rows.some((row) => !(field in row))) throw new Error(`nothing is called ${field}`);
  const ascending = rows.toSorted((a, b) => Number(a[field]) - Number(b[field]));
  return order === 'asc' ? ascending : ascending.toReversed();
};

/** The answer of CloudWatch Logs Insights to a query of `filter`, `stats` and `sort`, after its documentation. */
export const answerTo = (query: string, lines: readonly Row[]): readonly Row[] =>
  partsOf(query).reduce<readonly Row[]>((rows, [command, rest]) => {
    switch (command) {
      case 'filter':
        return rows.filter(filtering(rest));
      case 'stats':
        return counted(rows, rest);
      case 'sort':
        return sorted(rows, rest);
      default:
        throw new Error(`no command of ours: ${command}`);
    }
  }, lines);
