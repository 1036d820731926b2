import * as z from 'zod/mini';

const oneOrMore = <T extends z.ZodMiniType>(one: T) =>
  z.pipe(
    z.union([one, z.array(one)]),
    z.transform((value) => [value].flat().map(String)),
  );
const texts = oneOrMore(z.string());

const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.optional(z.union([z.string(), z.record(z.string(), texts)])),
  Action: z.optional(texts),
  Resource: z.optional(texts),
  Condition: z.optional(
    z.record(z.string(), z.record(z.string(), oneOrMore(z.union([z.string(), z.number(), z.boolean()])))),
  ),
});
const document = z.object({ Statement: z.union([statement, z.array(statement)]) });

type Statement = z.infer<typeof statement>;

/** Undefined where that cannot be told. */
type Told = boolean | undefined;

/** What a service asks of a resource on its own, as the resource's policy sees it. */
export interface ServiceRequest {
  /** Names that the service has as a principal: those of its partitions. */
  readonly services: readonly string[];
  /** What it asks for. */
  readonly actions: readonly string[];
  readonly resource: string;
  /** Condition keys of the request, in small letters. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Keys that a request of a service's own does not have. */
const absent = /^aws:(principal(account|arn|orgid|orgpaths|tag\/.*)|sourceip|sourcevpce?|userid|username)$/;

const every = (parts: readonly Told[]): Told => {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
};

const some = (parts: readonly Told[]): Told => {
  if (parts.includes(true)) return true;
  return parts.includes(undefined) ? undefined : false;
};

/** Whether a text is what a pattern of IAM says: `*` is any run of characters, `?` is one. */
export const isLike = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[^\w*?]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);

const operators = /^(?:String|Arn|Bool)(Not)?(?:Equals|Like)?(IgnoreCase)?(IfExists)?$/;

/** Whether a condition on one key holds. */
const holds = (operator: string, key: string, values: readonly string[], { keys }: ServiceRequest): Told => {
  const own = keys[key.toLowerCase()];
  if (own === undefined && !absent.test(key.toLowerCase())) return undefined;
  if (operator === 'Null') return values.includes(String(own === undefined));
  const [isKnown, not, ignoringCase, ifExists] = operators.exec(operator) ?? [];
  if (!isKnown) return undefined;
  if (own === undefined) return (ifExists ?? not) !== undefined;
  const [cased, among] = ignoringCase ? [own.toLowerCase(), values.map((it) => it.toLowerCase())] : [own, values];
  const compares = /^Arn|Like/.test(operator) ? isLike : Object.is;
  return among.some((value) => compares(value, cased)) === (not === undefined);
};

const isFor = ({ Principal }: Statement, { services }: ServiceRequest): Told => {
  if (Principal === undefined) return undefined;
  if (typeof Principal === 'string') return Principal === '*';
  const { AWS = [], Service = [] } = Principal;
  return AWS.includes('*') || Service.some((name) => name === '*' || services.includes(name));
};

/** Whether a statement applies to a request for one action. A part that it says by Not… is not looked into. */
const applies = (of: Statement, action: string, request: ServiceRequest): Told =>
  every([
    isFor(of, request),
    of.Action?.some((it) => isLike(it.toLowerCase(), action.toLowerCase())),
    of.Resource?.some((it) => isLike(it, request.resource)),
    ...Object.entries(of.Condition ?? {}).flatMap(([operator, comparisons]) =>
      Object.entries(comparisons).map(([key, values]) => holds(operator, key, values, request)),
    ),
  ]);

const not = (told: Told): Told => (told === undefined ? undefined : !told);

/** Whether a resource's policy lets a service do all that it asks for. Throws where the text is no policy. */
export const letsService = (policy: string, request: ServiceRequest): Told => {
  const statements = [document.parse(JSON.parse(policy)).Statement].flat();
  const of = (effect: Statement['Effect'], action: string): Told =>
    some(statements.filter(({ Effect }) => Effect === effect).map((it) => applies(it, action, request)));
  return every(request.actions.flatMap((action) => [of('Allow', action), not(of('Deny', action))]));
};
