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

const policy = z.object({ PolicyName: z.string(), PolicyDocument: z.object({ Statement: z.array(statement) }) });

const lambda = z.object({
  Properties: z.looseObject({
    CodeUri: z.string(),
    Handler: z.string(),
    Timeout: z.number(),
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  }),
});

const queue = z.object({ Properties: z.looseObject({ VisibilityTimeout: z.number() }) });

const schema = z.object({
  Transform: z.string(),
  Parameters: z.record(z.string(), z.object({ Default: z.optional(z.union([z.string(), z.number()])) })),
  Resources: z.looseObject({
    Remediate: lambda,
    Sweep: lambda,
    SweepTimer: z.object({ Properties: z.unknown() }),
    PolicyFromSsm: z.object({ Properties: z.looseObject(policy.shape) }),
    PolicyFromAppConfig: z.object({ Properties: z.looseObject(policy.shape) }),
    FlowLogs: z.object({ Condition: z.string(), Properties: z.looseObject(policy.shape) }),
    Work: queue,
    RegionWork: queue,
    Ledger: z.looseObject({
      Properties: z.looseObject({
        AttributeDefinitions: z.unknown(),
        KeySchema: z.unknown(),
        GlobalSecondaryIndexes: z.unknown(),
      }),
    }),
    Idempotency: z.looseObject({ Properties: z.unknown() }),
  }),
});

const rule = z.object({
  Type: z.literal('AWS::Events::Rule'),
  Properties: z.looseObject({
    EventPattern: z.record(z.string(), z.unknown()),
    Targets: z.array(z.looseObject({ Arn: z.string() })),
  }),
});

/** `template.yaml`, its CloudFormation functions read as their arguments. */
export const template = schema.parse(
  parse(readFileSync(new URL('../../template.yaml', import.meta.url), 'utf8'), { logLevel: 'silent' }),
);

/** The properties of the EventBridge rules by logical id. */
export const rules = new Map(
  Object.entries(template.Resources).flatMap(([name, resource]) => {
    const { data } = z.safeParse(rule, resource);
    return data ? [[name, data.Properties] as const] : [];
  }),
);
