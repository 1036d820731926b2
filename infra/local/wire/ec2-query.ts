import { AwsFault } from './aws-fault.ts';
import { type Form, parseForm } from './form.ts';
import type { WireRequest, WireResponse } from './message.ts';
import type { Member, OperationShape, Shape } from './shape.ts';
import { escapeXml, toXml } from './xml.ts';

const PROTOCOL_KEYS: ReadonlySet<string> = new Set(['Action', 'Version']);

const keyOf = ({ name, traits }: Member): string => {
  const key = traits.xmlName ?? name;
  return traits.ec2QueryName ?? key.charAt(0).toUpperCase() + key.slice(1);
};

const simpleValue = (shape: Shape, text: string, path: string): unknown => {
  if (shape.kind === 'timestamp') return new Date(text);
  if (shape.kind === 'boolean') return text === 'true';
  if (shape.kind !== 'number') return text;
  const value = Number(text);
  if (Number.isNaN(value)) {
    throw new AwsFault('InvalidParameterValue', `Value (${text}) for parameter ${path} is invalid.`);
  }
  return value;
};

const structure = (members: readonly Member[], form: Form, path: string): Record<string, unknown> => {
  const byKey = new Map(members.map((member) => [keyOf(member), member]));
  const read: Record<string, unknown> = {};
  for (const [key, part] of form.parts) {
    const member = byKey.get(key);
    if (member) read[member.name] = fromForm(member.shape, part, `${path}${key}`);
    else if (path !== '' || !PROTOCOL_KEYS.has(key)) {
      throw new AwsFault('UnknownParameter', `The parameter ${path}${key} is not recognized`);
    }
  }
  for (const member of members) {
    if (member.required && read[member.name] === undefined) {
      throw new AwsFault('MissingParameter', `The request must contain the parameter ${path}${keyOf(member)}`);
    }
  }
  return read;
};

const fromForm = (shape: Shape, form: Form, path: string): unknown => {
  if (shape.kind === 'structure') return structure(shape.members(), form, `${path}.`);
  if (shape.kind !== 'list' && shape.kind !== 'map') return simpleValue(shape, form.text ?? '', path);
  const { shape: item } = shape.item();
  return [...form.parts]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([index, part]) => fromForm(item, part, `${path}.${index}`));
};

/** Reads an operation's input from a form in EC2's query protocol. Throws `AwsFault` where the model is not kept. */
export const ec2Input = ({ input }: OperationShape, { body }: WireRequest): unknown =>
  input.kind === 'structure' ? structure(input.members(), parseForm(body), '') : {};

const xml = (status: number, text: string): WireResponse => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}`,
});

/** The answer to an EC2 operation; one without output answers `<return>true</return>`. */
export const ec2Output = ({ name, output }: OperationShape, value: unknown, requestId: string): WireResponse => {
  const empty = output.kind === 'structure' && output.members().length === 0;
  const body = empty ? '<return>true</return>' : toXml(output, value);
  return xml(
    200,
    `<${name}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId>${body}</${name}Response>`,
  );
};

/** An error as EC2 answers it. */
export const ec2Refusal = ({ code, message }: AwsFault, status: number, requestId: string): WireResponse =>
  xml(
    status,
    `<Response><Errors><Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error></Errors>` +
      `<RequestID>${requestId}</RequestID></Response>`,
  );
