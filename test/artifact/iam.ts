import * as z from 'zod/mini';
import { isLike } from '../../functions/aws/account/lets-service.ts';
import type { Resource } from './rendered.ts';

const texts = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) => [value].flat()),
);

const statement = z.object({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.optional(z.union([z.literal('*'), z.object({ Service: texts })])),
  Action: texts,
  Resource: texts,
  Condition: z._default(z.record(z.string(), z.record(z.string(), texts)), {}),
});
const document = z.object({ Statement: z.array(statement) });

export type Statement = z.infer<typeof statement>;

/** A request that IAM judges. A service has no ARN of a principal, and a principal that is no service has no source. */
export interface IamRequest {
  readonly action: string;
  readonly resource: string;
  /** The name of the service where a service calls. */
  readonly service?: string;
  readonly keys: Readonly<Record<string, string>>;
}

const isSame = (expected: string, text: string): boolean => expected === text;

/** Operators that compare a key with values; those with Not hold when none fits, so also when the key is missing. */
const operators: Readonly<Record<string, readonly [fits: typeof isLike, isNegated: boolean]>> = {
  ArnEquals: [isLike, false],
  ArnLike: [isLike, false],
  ArnNotEquals: [isLike, true],
  ArnNotLike: [isLike, true],
  Bool: [isSame, false],
  StringEquals: [isSame, false],
  'ForAllValues:StringEquals': [isSame, false],
  'ForAllValues:StringLike': [isLike, false],
};

const meets = ({ Condition }: Statement, keys: IamRequest['keys']): boolean =>
  Object.entries(Condition).every(([name, comparisons]) => {
    if (name === 'Null')
      return Object.entries(comparisons).every(
        ([key, [isMissing]]) => (keys[key] === undefined) === (isMissing === 'true'),
      );
    const operator = operators[name];
    if (!operator) throw new Error(`unknown operator ${name}`);
    const [fits, isNegated] = operator;
    return Object.entries(comparisons).every(([key, values]) => {
      const own = Object.entries(keys).find(([it]) => it.toLowerCase() === key.toLowerCase())?.[1];
      const isFound = own !== undefined && values.some((value) => fits(value, own));
      return isNegated ? !isFound : isFound;
    });
  });

const isAbout = ({ Action, Resource }: Statement, { action, resource }: IamRequest): boolean =>
  Action.some((it) => isLike(it.toLowerCase(), action.toLowerCase())) && Resource.some((it) => isLike(it, resource));

const isOf = ({ Principal }: Statement, { service }: IamRequest): boolean =>
  Principal === undefined || Principal === '*' || (service !== undefined && Principal.Service.includes(service));

/** What IAM says of a request within one account: any Deny wins; otherwise one Allow, of the caller or of the resource, is enough. */
export const isAllowed = (
  request: IamRequest,
  ofCaller: readonly Statement[],
  ofResource: readonly Statement[],
): boolean => {
  const concerning = [...ofCaller, ...ofResource].filter(
    (it) => isAbout(it, request) && isOf(it, request) && meets(it, request.keys),
  );
  return concerning.length > 0 && concerning.every(({ Effect }) => Effect === 'Allow');
};

/** What an administrator of the account may do. */
export const everything: readonly Statement[] = document.parse({
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
}).Statement;

type Resources = ReadonlyMap<string, Resource>;

const namesOf = (of: unknown): readonly unknown[] => (Array.isArray(of) ? of : []);

/** What a role may do, by its own policies and those attached to it. */
export const statementsOfRole = (resources: Resources, role: string): readonly Statement[] => {
  const name = `mountguard-${role}`;
  const own = namesOf(resources.get(role)?.Properties['Policies']).map((it) => Object(it).PolicyDocument);
  const attached = [...resources.values()]
    .filter(({ Type, Properties }) => Type === 'AWS::IAM::Policy' && namesOf(Properties['Roles']).includes(name))
    .map(({ Properties }) => Properties['PolicyDocument']);
  return [...own, ...attached].flatMap((it) => document.parse(it).Statement);
};

/** The policy of a queue: SQS keeps one. */
export const statementsOfQueue = (resources: Resources, queue: string): readonly Statement[] => {
  const policies = [...resources.values()].filter(
    ({ Type, Properties }) =>
      Type === 'AWS::SQS::QueuePolicy' && namesOf(Properties['Queues']).includes(`mountguard-${queue}`),
  );
  const [policy, ...others] = policies;
  if (!policy || others.length > 0) throw new Error(`${queue} has ${policies.length} policies`);
  return document.parse(policy.Properties['PolicyDocument']).Statement;
};
