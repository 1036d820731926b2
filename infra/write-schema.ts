import { writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { policySchema } from '../functions/policy/policy-schema.ts';

const jsonSchema = (schema: z.core.$ZodType): z.core.JSONSchema.JSONSchema => {
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

/** The JSON Schema (draft 2020-12) of a policy, as the file that editors and AppConfig read. */
export const schemaText = (): string =>
  `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...jsonSchema(policySchema) }, null, 2)}\n`;

if (import.meta.main) writeFileSync(new URL('policy.schema.json', import.meta.url), schemaText());
