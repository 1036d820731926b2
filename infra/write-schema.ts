import { writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { policySchema } from '../functions/policy/policy-schema.ts';
import { testFileSchema } from '../functions/policy/tests/test-schema.ts';
import { answerSchemas } from './answer-schemas.ts';
import { planSchema } from './plan-schema.ts';
import { policyDescriptions } from './policy-descriptions.ts';

type Json = z.core.JSONSchema.JSONSchema;

const jsonSchema = (schema: z.core.$ZodType): Json => {
  const { $schema, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: ({ zodSchema }) =>
      zodSchema instanceof z.ZodMiniMap
        ? {
            type: 'object',
            propertyNames: jsonSchema(zodSchema.def.keyType),
            additionalProperties: jsonSchema(zodSchema.def.valueType),
          }
        : 'throw',
  });
  return json;
};

const child = (schema: Json, step: string): unknown => {
  if (step === '[]') return schema.items;
  if (step === '{}') return schema.additionalProperties;
  if (step === '{key}') return schema.propertyNames;
  if (step.startsWith('|')) return schema.anyOf?.[Number(step.slice(1))];
  return schema.properties?.[step];
};

const isSchema = (part: unknown): part is Json => typeof part === 'object' && part !== null;

/** The part of a schema at a path as in `policyDescriptions`. Throws when there is none. */
const partAt = (root: Json, path: string): Json => {
  let part = root;
  for (const [step] of path.matchAll(/\[\]|\{\w*\}|\|\d|\w+/g)) {
    const next = child(part, step);
    if (!isSchema(next)) throw new Error(`policy-descriptions.ts describes ${path}, which no policy has`);
    part = next;
  }
  return part;
};

/** The text of a schema of draft 2020-12, under an id of ours. */
const written = (id: string, schema: Json): string => {
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `urn:mountguard:${id}:1` };
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`;
};

/** The JSON Schema of a policy, as the file that editors and AppConfig read. */
export const schemaText = (): string => {
  const schema = jsonSchema(policySchema);
  for (const [path, says] of Object.entries(policyDescriptions)) Object.assign(partAt(schema, path), says);
  return written('policy', schema);
};

/** The JSON Schema of a file of policy tests. */
export const testSchemaText = (): string => written('policy-test', jsonSchema(testFileSchema));

/** The JSON Schema of what `mountguard plan --format json` writes. */
export const planSchemaText = (): string =>
  written('plan', { title: 'What mountguard plan --format json writes', ...jsonSchema(planSchema) });

/** The JSON Schemas of the answers of commands, each under the name of its command. */
export const answersSchemaText = (): string =>
  written('answers', {
    $defs: Object.fromEntries(Object.entries(answerSchemas).map(([name, schema]) => [name, jsonSchema(schema)])),
  });

if (import.meta.main)
  for (const [name, text] of Object.entries({
    policy: schemaText(),
    'policy-test': testSchemaText(),
    plan: planSchemaText(),
    answers: answersSchemaText(),
  }))
    writeFileSync(new URL(`${name}.schema.json`, import.meta.url), text);
