import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { readTemplate } from '../../infra/organization/template.ts';

/** What a stack is rendered for. */
interface Place {
  readonly account: string;
  readonly region: string;
  readonly stack: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

/** What the stack is rendered for unless said otherwise. */
export const place = {
  account: '111122223333',
  region: 'eu-west-1',
  stack: 'mountguard',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
} as const satisfies Place;

const pseudoOf = ({ account, region, stack, partition, urlSuffix }: Place): Readonly<Record<string, unknown>> => ({
  'AWS::AccountId': account,
  'AWS::Partition': partition,
  'AWS::Region': region,
  'AWS::StackId': `arn:${partition}:cloudformation:${region}:${account}:stack/${stack}/made`,
  'AWS::StackName': stack,
  'AWS::URLSuffix': urlSuffix,
  'AWS::NoValue': undefined,
});

const shape = z.object({
  Parameters: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Default: z.optional(z.union([z.string(), z.number()])),
      AllowedPattern: z.optional(z.string()),
      AllowedValues: z.optional(z.array(z.union([z.string(), z.number()]))),
    }),
  ),
  Rules: z._default(
    z.record(
      z.string(),
      z.object({ RuleCondition: z.unknown(), Assertions: z.array(z.object({ Assert: z.unknown() })) }),
    ),
    {},
  ),
  Conditions: z._default(z.record(z.string(), z.unknown()), {}),
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Condition: z.optional(z.string()), Properties: z.unknown() }),
  ),
  Outputs: z._default(
    z.record(z.string(), z.looseObject({ Condition: z.optional(z.string()), Value: z.unknown() })),
    {},
  ),
});

/** A resource as CloudFormation would make it. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly [attribute: string]: unknown;
}

const services: Readonly<Record<string, readonly [service: string, resource: string]>> = {
  'AWS::SQS::Queue': ['sqs', ''],
  'AWS::Events::Rule': ['events', 'rule/'],
  'AWS::IAM::Role': ['iam', 'role/'],
  'AWS::DynamoDB::Table': ['dynamodb', 'table/'],
  'AWS::Serverless::Function': ['lambda', 'function:'],
  'AWS::Scheduler::Schedule': ['scheduler', 'schedule/default/'],
  'AWS::Logs::LogGroup': ['logs', 'log-group:'],
  'AWS::CloudWatch::Alarm': ['cloudwatch', 'alarm:'],
  'AWS::Events::EventBus': ['events', 'event-bus/'],
  'AWS::StepFunctions::StateMachine': ['states', 'stateMachine:'],
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How a template, as YAML or JSON, is rendered. */
export const rendererOf = (path: string | URL) => {
  const source = shape.parse(readTemplate(readFileSync(path, 'utf8')));

  /** The ARN of one of the stack's resources. */
  const arnOf = (id: string, { account, region, stack, partition }: Place = place): string => {
    const [service, resource] = services[source.Resources[id]?.Type ?? ''] ?? [];
    if (service === undefined) throw new Error(`${id} has no ARN here`);
    const of = `arn:${partition}:${service}:${service === 'iam' ? '' : region}:${account}:${resource}${stack}-${id}`;
    return service === 'logs' ? `${of}:*` : of;
  };

  /** The template as CloudFormation renders it for these parameters, and the assertions of its rules that do not hold. */
  const rendered = (given: Readonly<Record<string, string | number>> = {}, elsewhere: Partial<Place> = {}) => {
    const at: Place = { ...place, ...elsewhere };
    const pseudo = pseudoOf(at);
    const values: Readonly<Record<string, unknown>> = {
      ...Object.fromEntries(Object.entries(source.Parameters).map(([name, { Default }]) => [name, Default])),
      ...given,
    };

    const attribute = (id: string, name: string): unknown =>
      name === 'Arn' ? arnOf(id, at) : `${at.stack}-${id}-${name}`;
    const ref = (name: string): unknown => {
      if (name in pseudo) return pseudo[name];
      if (name in values) return values[name];
      if (name in source.Resources) return `${at.stack}-${name}`;
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
        case 'Fn::And':
          return args.every((arg) => value(arg) === true);
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
      if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return call(name, argument);
      return Object.fromEntries(
        Object.entries(it).flatMap(([key, own]) => {
          const read = value(own);
          return read === undefined ? [] : [[key, read]];
        }),
      );
    };

    const isMade = ([, { Condition }]: readonly [string, { readonly Condition?: string | undefined }]): boolean =>
      Condition === undefined || holds(Condition);
    const made = Object.entries(source.Resources).filter(isMade);
    return {
      resources: new Map(made.map(([id, resource]) => [id, value(resource) as Resource])),
      outputs: value(
        Object.fromEntries(
          Object.entries(source.Outputs)
            .filter(isMade)
            .map(([name, it]) => [name, it.Value]),
        ),
      ) as Readonly<Record<string, unknown>>,
      refusedBy: Object.entries(source.Rules).flatMap(([name, { RuleCondition, Assertions }]) =>
        value(RuleCondition) === true && Assertions.some(({ Assert }) => value(Assert) !== true) ? [name] : [],
      ),
    };
  };

  return { parameters: source.Parameters, arnOf, rendered };
};

export const { parameters, arnOf, rendered } = rendererOf(new URL('../../template.yaml', import.meta.url));

/** The environment variables of a function. */
export const variablesOf = (
  { resources }: Pick<ReturnType<typeof rendered>, 'resources'>,
  id: string,
): Readonly<Record<string, unknown>> => Object(resources.get(id)?.Properties['Environment']).Variables;
