/** The traits of the API model that the codecs use, merged from a member and the shape it targets. */
export interface Traits {
  readonly xmlName?: string;
  readonly ec2QueryName?: string;
  readonly httpLabel?: number;
  readonly httpQuery?: string;
  readonly http?: readonly [method: string, path: string, status: number];
  readonly httpError?: number;
  /** What the service's former query protocol called the error. */
  readonly awsQueryError?: readonly [code: string, status: number];
}

export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly traits: Traits;
  readonly shape: Shape;
}

/** A shape of the API model. Members are computed when asked for, since shapes may contain themselves. */
export type Shape =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'document' }
  | { readonly kind: 'list' | 'map'; readonly item: () => Member }
  | { readonly kind: 'structure'; readonly members: () => readonly Member[] };

export interface OperationShape {
  readonly name: string;
  readonly traits: Traits;
  readonly input: Shape;
  readonly output: Shape;
}

const LIST = 64;
const MAP = 128;
const simpleKinds: Readonly<
  Record<number, Extract<Shape, { kind: string }>['kind'] & ('number' | 'boolean' | 'timestamp')>
> = {
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'timestamp',
  6: 'timestamp',
  7: 'timestamp',
};
const seen = new WeakMap<readonly unknown[], Shape>();

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const traitsOf = (traits: unknown): Traits =>
  typeof traits === 'number' ? (traits & 1 ? { httpLabel: 1 } : {}) : ((traits ?? {}) as Traits);

const resolve = (ref: unknown): { readonly schema: unknown; readonly traits: Traits } => {
  if (typeof ref === 'function') return resolve(ref());
  if (!Array.isArray(ref)) return { schema: ref, traits: {} };
  if (ref.length !== 2) return { schema: ref, traits: traitsOf(ref[3]) };
  const target = resolve(ref[0]);
  return { schema: target.schema, traits: { ...target.traits, ...traitsOf(ref[1]) } };
};

const member = (name: string, ref: unknown, required: boolean): Member => {
  const { schema, traits } = resolve(ref);
  return { name, required, traits, shape: shapeOf(schema) };
};

const simple = (code: number): Shape => {
  if (code & LIST) return { kind: 'list', item: once(() => member('member', code & ~LIST, false)) };
  if (code & MAP) return { kind: 'map', item: once(() => member('value', code & ~MAP, false)) };
  return { kind: simpleKinds[code] ?? 'string' };
};

const compound = (schema: readonly unknown[]): Shape => {
  const [kind, , , , first, second, requiredCount] = schema;
  if (kind === 0) return shapeOf(first);
  if (kind === 1) return { kind: 'list', item: once(() => member('member', first, false)) };
  if (kind === 2) return { kind: 'map', item: once(() => member('value', second, false)) };
  const names = first as readonly string[];
  const refs = second as readonly unknown[];
  const required = typeof requiredCount === 'number' ? requiredCount : 0;
  return {
    kind: 'structure',
    members: once(() => names.map((name, index) => member(name, refs[index], index < required))),
  };
};

const shapeOf = (schema: unknown): Shape => {
  if (typeof schema === 'number') return simple(schema);
  if (typeof schema === 'function') return shapeOf(schema());
  if (!Array.isArray(schema)) return { kind: 'structure', members: () => [] };
  const known = seen.get(schema);
  if (known) return known;
  const shape = compound(schema);
  seen.set(schema, shape);
  return shape;
};

/** Reads one of the operation schemas that an AWS SDK v3 client exports, such as `DescribeMountTargets$`. */
export const operationShape = (schema: readonly unknown[]): OperationShape => {
  const [, , name, traits, input, output] = schema;
  return { name: String(name), traits: traitsOf(traits), input: shapeOf(input), output: shapeOf(output) };
};

/** An error of the API model. */
export interface ErrorShape {
  readonly name: string;
  readonly traits: Traits;
}

/** The errors among everything that an AWS SDK v3 client exports. */
export const errorShapes = (client: Readonly<Record<string, unknown>>): readonly ErrorShape[] =>
  Object.values(client).flatMap((schema) =>
    Array.isArray(schema) && schema[0] === -3 ? [{ name: String(schema[2]), traits: traitsOf(schema[3]) }] : [],
  );
