import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const strings = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) => [value].flat()),
);

const statement = z.object({
  Sid: z.optional(z.string()),
  Effect: z.string(),
  Action: strings,
  Resource: z.unknown(),
  Condition: z.optional(z.unknown()),
});

const schema = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.optional(z.union([z.string(), z.number()])) })),
  Resources: z.looseObject({
    Remediate: z.object({
      Properties: z.looseObject({
        CodeUri: z.string(),
        Handler: z.string(),
        Timeout: z.number(),
        Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
      }),
    }),
    // `!If` is read as the list of its arguments.
    RemediateRole: z.object({ Properties: z.object({ Policies: z.array(z.unknown()) }) }),
    EfsChanges: z.object({
      Properties: z.object({ EventPattern: z.record(z.string(), z.unknown()) }),
    }),
    Work: z.object({ Properties: z.looseObject({ VisibilityTimeout: z.number() }) }),
    Ledger: z.looseObject({ Properties: z.unknown() }),
    Idempotency: z.looseObject({ Properties: z.unknown() }),
  }),
});

const policy = z.object({ PolicyName: z.string(), PolicyDocument: z.object({ Statement: z.array(statement) }) });

/** `template.yaml`, its CloudFormation functions read as their arguments. */
export const template = schema.parse(
  parse(readFileSync(new URL('../../template.yaml', import.meta.url), 'utf8'), { logLevel: 'silent' }),
);

/** The statements of the role's policies, by policy name; those under `!If` included. */
export const rolePolicies = new Map(
  template.Resources.RemediateRole.Properties.Policies.map((listed) => {
    const { PolicyName, PolicyDocument } = policy.parse(Array.isArray(listed) ? listed[1] : listed);
    return [PolicyName, PolicyDocument.Statement] as const;
  }),
);
