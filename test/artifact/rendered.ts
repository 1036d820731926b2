import { readFileSync } from 'node:fs';
import { type CollectionTag, parse, type ScalarTag } from 'yaml';
import * as z from 'zod/mini';

/** What the stack is rendered for. */
export const place = { account: '111122223333', region: 'eu-west-1', stack: 'mountguard' } as const;

const pseudo: Readonly<Record<string, unknown>> = {
  'AWS::AccountId': place.account,
  'AWS::Partition': 'aws',
  'AWS::Region': place.region,
  'AWS::StackName': place.stack,
  'AWS::NoValue': undefined,
};

const functions = ['Equals', 'GetAtt', 'If', 'Join', 'Not', 'Select', 'Split', 'Sub'];
const named = (name: string): string => (name === 'Ref' ? name : `Fn::${name}`);
const customTags = ['Ref', ...functions].flatMap((name): (ScalarTag | CollectionTag)[] => [
  { tag: `!${name}`, resolve: (text: string) => ({ [named(name)]: text }) },
  {
    tag: `!${name}`,
    collection: 'seq',
    resolve: (items) => ({ [named(name)]: 'toJSON' in items ? items.toJSON() : items }),
  },
]);

const shape = z.object({
  Parameters: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Default: z.union([z.string(), z.number()]),
      AllowedPattern: z.optional(z.string()),
      AllowedValues: z.optional(z.array(z.union([z.string(), z.number()]))),
    }),
  ),
  Rules: z.record(
    z.string(),
    z.object({ RuleCondition: z.unknown(), Assertions: z.array(z.object({ Assert: z.unknown() })) }),
  ),
  Conditions: z.record(z.string(), z.unknown()),
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Condition: z.optional(z.string()), Properties: z.unknown() }),
  ),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })),
});

const source = shape.parse(
  parse(readFileSync(new URL('../../template.yaml', import.meta.url), 'utf8'), { customTags }),
);

/** The parameters of the template. */
export const parameters = source.Parameters;

/** A resource as CloudFormation would make it. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly [attribute: string]: unknown;
}

const services: Readonly<Record<string, (name: string) => string>> = {
  'AWS::SQS::Queue': (name) => `sqs:${place.region}:${place.account}:${name}`,
  'AWS::Events::Rule': (name) => `events:${place.region}:${place.account}:rule/${name}`,
  'AWS::IAM::Role': (name) => `iam::${place.account}:role/${name}`,
  'AWS::DynamoDB::Table': (name) => `dynamodb:${place.region}:${place.account}:table/${name}`,
  'AWS::Serverless::Function': (name) => `lambda:${place.region}:${place.account}:function:${name}`,
  'AWS::Scheduler::Schedule': (name) => `scheduler:${place.region}:${place.account}:schedule/default/${name}`,
  'AWS::Logs::LogGroup': (name) => `logs:${place.region}:${place.account}:log-group:${name}:*`,
};

/** The ARN of one of the stack's resources. */
export const arnOf = (id: string): string => {
  const of = services[source.Resources[id]?.Type ?? ''];
  if (!of) throw new Error(`${id} has no ARN here`);
  return `arn:aws:${of(`${place.stack}-${id}`)}`;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The template as CloudFormation renders it for these parameters, and the assertions of its rules that do not hold. */
export const rendered = (given: Readonly<Record<string, string | number>> = {}) => {
  const values: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(Object.entries(parameters).map(([name, { Default }]) => [name, Default])),
    ...given,
  };

  const attribute = (id: string, name: string): unknown =>
    name === 'Arn' ? arnOf(id) : `${place.stack}-${id}-${name}`;
  const ref = (name: string): unknown => {
    if (name in pseudo) return pseudo[name];
    if (name in values) return values[name];
    if (name in source.Resources) return `${place.stack}-${name}`;
    throw new Error(`nothing is called ${name}`);
  };
  const holds = (name: string): boolean => value(source.Conditions[name]) === true;

  const inText = (text: string, own: Readonly<Record<string, unknown>>): string =>
    text.replace(/\$\{([\w:.]+)\}/g, (_, name: string) => {
      const [id = '', of] = name.includes('::') ? [name] : name.split('.');
      return String(name in own ? value(own[name]) : of === undefined ? ref(id) : attribute(id, of));
    });

  const list = (it: unknown): readonly unknown[] => {
    const read = value(it);
    if (!Array.isArray(read)) throw new Error(`not a list: ${JSON.stringify(read)}`);
    return read;
  };

  const call = (name: string, argument: unknown): unknown => {
    const args = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Ref':
        return ref(String(argument));
      case 'Fn::GetAtt': {
        const [id = '', of = ''] = String(args.join('.')).split('.');
        return attribute(id, of);
      }
      case 'Fn::Equals':
        return String(value(args[0])) === String(value(args[1]));
      case 'Fn::Not':
        return !value(args[0]);
      case 'Fn::If':
        return value(holds(String(args[0])) ? args[1] : args[2]);
      case 'Fn::Join':
        return list(args[1]).join(String(args[0]));
      case 'Fn::Split':
        return String(value(args[1])).split(String(args[0]));
      case 'Fn::Select':
        return list(args[1])[Number(args[0])];
      case 'Fn::Sub':
        return inText(String(args[0]), isRecord(args[1]) ? args[1] : {});
      default:
        throw new Error(`unknown function ${name}`);
    }
  };

  const value = (it: unknown): unknown => {
    if (Array.isArray(it)) return it.map(value).filter((item) => item !== undefined);
    if (!isRecord(it)) return it;
    const [[name = '', argument] = [], ...more] = Object.entries(it);
    if (more.length === 0 && (name === 'Ref' || functions.some((known) => name === named(known))))
      return call(name, argument);
    return Object.fromEntries(
      Object.entries(it).flatMap(([key, own]) => {
        const read = value(own);
        return read === undefined ? [] : [[key, read]];
      }),
    );
  };

  const made = Object.entries(source.Resources).filter(
    ([, { Condition }]) => Condition === undefined || holds(Condition),
  );
  return {
    resources: new Map(made.map(([id, resource]) => [id, value(resource) as Resource])),
    outputs: value(
      Object.fromEntries(Object.entries(source.Outputs).map(([name, it]) => [name, it.Value])),
    ) as Readonly<Record<string, unknown>>,
    refusedBy: Object.entries(source.Rules).flatMap(([name, { RuleCondition, Assertions }]) =>
      value(RuleCondition) === true && Assertions.some(({ Assert }) => value(Assert) !== true) ? [name] : [],
    ),
  };
};
