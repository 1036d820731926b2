import { nextUuid, type Random } from '../local/random.ts';
import { type Service, signedFor } from '../local/service.ts';
import { AwsFault } from '../local/wire/aws-fault.ts';
import { awsJsonRefusal, targetOf } from '../local/wire/aws-json.ts';
import { parseBody } from '../local/wire/json.ts';
import type { WireResponse } from '../local/wire/message.ts';
import { escapeXml } from '../local/wire/xml.ts';

type Input = Readonly<Record<string, unknown>>;

/** What operations answer, by their names. */
type Answers = Readonly<Record<string, (input: Input) => object>>;

/** A service that speaks JSON and answers a few questions. */
export const jsonService = (name: string, target: string, answers: Answers): Service => ({
  name,
  operations: Object.keys(answers),
  matches: (request) => targetOf(request, target) !== undefined,
  operation: (request) => targetOf(request, target),
  input: (_, { body }) => parseBody(body),
  perform(operation, input): WireResponse {
    const answer = answers[operation];
    if (!answer) throw new AwsFault('UnknownOperationException', `The sample world has no ${name}:${operation}`);
    const body = JSON.stringify(answer(input as Input));
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body };
  },
  refuse: (fault) => awsJsonRefusal(fault, undefined, '1.1'),
});

const xmlOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((it) => `<member>${xmlOf(it)}</member>`).join('');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, it]) => `<${key}>${xmlOf(it)}</${key}>`)
      .join('');
  return escapeXml(String(value));
};

const xml = (status: number, body: string): WireResponse => ({ status, headers: { 'content-type': 'text/xml' }, body });

/** The same for one that speaks the query protocol. */
export const queryService = (name: string, random: Random, answers: Answers): Service => ({
  name,
  operations: Object.keys(answers),
  matches: (request) => signedFor(request) === name,
  operation: ({ body }) => new URLSearchParams(body).get('Action') ?? undefined,
  input: (_, { body }) => Object.fromEntries(new URLSearchParams(body)),
  perform(operation, input) {
    const answer = answers[operation];
    if (!answer) throw new AwsFault('InvalidAction', `The sample world has no ${name}:${operation}`);
    const result = xmlOf(answer(input as Input));
    const metadata = `<ResponseMetadata><RequestId>${nextUuid(random)}</RequestId></ResponseMetadata>`;
    return xml(
      200,
      `<${operation}Response><${operation}Result>${result}</${operation}Result>${metadata}</${operation}Response>`,
    );
  },
  refuse: ({ code, message, status = 400 }) =>
    xml(
      status,
      `<ErrorResponse><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error></ErrorResponse>`,
    ),
});

/** A function of the sample world: answers an event, or throws. */
export type LocalFunction = (event: unknown) => Promise<unknown>;

const invocation = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Lambda, for Invoke and GetFunctionConfiguration of functions in this process. */
export const lambdaService = (functions: Readonly<Record<string, LocalFunction>>, role: string): Service => {
  const known = (name: string): LocalFunction => {
    const found = functions[name];
    if (!found) throw new AwsFault('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return found;
  };
  const json = (status: number, value: unknown, headers = {}): WireResponse => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  });
  return {
    name: 'lambda',
    operations: ['Invoke', 'GetFunctionConfiguration'],
    matches: ({ path }) => path.startsWith('/2015-03-31/functions/'),
    operation: ({ path }) => (invocation.test(path) ? 'Invoke' : 'GetFunctionConfiguration'),
    input: (_, { body }) => (body === '' ? {} : (JSON.parse(body) as unknown)),
    async perform(operation, input, { path }) {
      const name = decodeURIComponent(path.split('/')[3] ?? '');
      const run = known(name);
      if (operation !== 'Invoke') return json(200, { FunctionName: name, Role: role, Runtime: 'nodejs24.x' });
      try {
        return json(200, await run(input));
      } catch (error) {
        const { name: errorType, message: errorMessage } = error as Error;
        return json(200, { errorType, errorMessage }, { 'x-amz-function-error': 'Unhandled' });
      }
    },
    refuse: ({ code, message, status = 400 }) => json(status, { Message: message }, { 'x-amzn-errortype': code }),
  };
};

/** What tables are cared for by: of DynamoDB only that, for the tables themselves know nothing of it. */
export const tableCareService = (answers: Answers): Service => {
  const service = jsonService('dynamodb', 'DynamoDB_', answers);
  return {
    ...service,
    matches: (request) => {
      const operation = targetOf(request, 'DynamoDB_');
      return operation !== undefined && operation in answers;
    },
  };
};

/** EventBridge Scheduler, for GetSchedule: every schedule is hourly. */
export const scheduleService = (): Service => ({
  name: 'scheduler',
  operations: ['GetSchedule'],
  matches: ({ path }) => path.startsWith('/schedules/'),
  operation: () => 'GetSchedule',
  input: () => ({}),
  perform: (_, __, { path }) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      Name: path.split('/').at(-1),
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
    }),
  }),
  refuse: ({ message, status = 400 }) => ({ status, headers: {}, body: JSON.stringify({ Message: message }) }),
});
