import { AwsFault } from './aws-fault.ts';
import { membersFromJson, parseBody, toJson } from './json.ts';
import type { WireRequest, WireResponse } from './message.ts';
import type { Member, OperationShape, Shape } from './shape.ts';

const labelsOf = (template: string, path: string): ReadonlyMap<string, string> | undefined => {
  const expected = template.split('/');
  const actual = path.replace(/\/$/, '').split('/');
  if (expected.length !== actual.length) return undefined;
  const labels = new Map<string, string>();
  for (const [index, part] of expected.entries()) {
    const text = actual[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== text) return undefined;
    } else if (text === '') return undefined;
    else labels.set(part.slice(1, -1), decoded(text));
  }
  return labels;
};

/** Whether the request's method and path are those of the operation. */
export const isRestCall = ({ traits: { http } }: OperationShape, { method, path }: WireRequest): boolean =>
  http?.[0] === method && labelsOf(http[1], path) !== undefined;

const queryValue = (shape: Shape, texts: readonly string[]): unknown => {
  if (shape.kind === 'list') return texts;
  const text = texts[0] ?? '';
  if (shape.kind === 'number') return Number(text);
  return shape.kind === 'boolean' ? text === 'true' : text;
};

const bound = ({ name, traits, shape }: Member, labels: ReadonlyMap<string, string>, request: WireRequest): unknown => {
  if (traits.httpLabel) return labels.get(name);
  const texts = traits.httpQuery === undefined ? undefined : request.query.get(traits.httpQuery);
  return texts && queryValue(shape, texts);
};

/** A part of a path; what is no percent-encoding stands for itself, and fails the id's own pattern. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
};

/** Reads an operation's input from path, query string and JSON body. Throws `AwsFault` where the model is not kept. */
export const restJsonInput = ({ input, traits: { http } }: OperationShape, request: WireRequest): unknown => {
  if (input.kind !== 'structure') return {};
  const labels = labelsOf(http?.[1] ?? '', request.path) ?? new Map<string, string>();
  const inBody = (member: Member) => !member.traits.httpLabel && member.traits.httpQuery === undefined;
  const value = membersFromJson(input.members().filter(inBody), parseBody(request.body));
  for (const member of input.members()) {
    const text = inBody(member) ? undefined : bound(member, labels, request);
    if (text !== undefined) value[member.name] = text;
    if (member.required && value[member.name] === undefined) {
      const place = member.name.charAt(0).toLowerCase() + member.name.slice(1);
      throw new AwsFault(
        'ValidationException',
        `1 validation error detected: Value null at '${place}' failed to satisfy constraint: Member must not be null`,
      );
    }
  }
  return value;
};

/** The answer to an operation: the model's status, and no body at all where the model has no output. */
export const restJsonOutput = ({ output, traits }: OperationShape, value: unknown): WireResponse => {
  const status = traits.http?.[2] ?? 200;
  const empty = output.kind === 'structure' && output.members().length === 0;
  if (empty) return { status, headers: {}, body: '' };
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(toJson(output, value)) };
};

/** An error as EFS answers it: the class in `x-amzn-errortype`, and `{ErrorCode, Message}` as the body. */
export const restJsonRefusal = ({ code, message, members }: AwsFault, status: number): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': `${code}:` },
  body: JSON.stringify({ ErrorCode: code, Message: message, ...members }),
});
