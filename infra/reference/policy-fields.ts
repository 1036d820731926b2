import * as z from 'zod/mini';
import { schemaText } from '../write-schema.ts';
import { code, table } from './table.ts';

interface Part {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly string[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly required?: readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, Part>> | undefined;
  readonly items?: Part | undefined;
}

const part: z.ZodMiniType<Part> = z.lazy(() =>
  z.object({
    type: z.optional(z.string()),
    description: z.optional(z.string()),
    default: z.optional(z.unknown()),
    const: z.optional(z.unknown()),
    enum: z.optional(z.array(z.string())),
    minimum: z.optional(z.number()),
    maximum: z.optional(z.number()),
    required: z.optional(z.array(z.string())),
    properties: z.optional(z.record(z.string(), part)),
    items: z.optional(part),
  }),
);

const mayBe = (its: Part): string => {
  if (its.const !== undefined) return code(JSON.stringify(its.const));
  if (its.enum) return its.enum.map(code).join(', ');
  if (its.minimum !== undefined) return `${its.minimum} to ${its.maximum}`;
  return { array: 'a list', object: 'fields', boolean: '`true`, `false`', string: 'a text' }[its.type ?? ''] ?? '';
};

const standard = (its: Part, isRequired: boolean): string => {
  if (isRequired) return 'required';
  return its.default === undefined || typeof its.default === 'object' ? '' : code(String(its.default));
};

const rowsOf = (at: string, { properties = {}, required = [] }: Part): readonly (readonly string[])[] =>
  Object.entries(properties).flatMap(([name, its]) => {
    const path = `${at}${name}`;
    return [
      [code(path), mayBe(its), standard(its, required.includes(name)), its.description ?? ''],
      ...rowsOf(`${path}.`, its),
      ...(its.items ? rowsOf(`${path}[].`, its.items) : []),
    ];
  });

/** Every field of a policy, from its schema. */
export const policyFieldsTable = (): string =>
  table(['field', 'may be', 'default', 'meaning'], rowsOf('', part.parse(JSON.parse(schemaText()))));
