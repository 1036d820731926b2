/** What an endpoint should do with a call; in `output`, `$name` stands for what is known under the name. */
export interface Expectation {
  readonly status: number;
  /** The error's code; absent for a success. */
  readonly error?: string;
  /** Part of the answer. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** Members that the answer does not have. */
  readonly without?: readonly string[];
}

/** One call of the contract. In `input`, `$name` stands for what an earlier step saved, or was known from the start. */
export interface Step {
  readonly service: 'efs' | 'ec2' | 'logs' | 'sqs' | 'sts' | 'dynamodb';
  readonly operation: string;
  /** Service, operation and what makes this call differ from others of the operation: `efs DescribeTags: it is gone`. */
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Names for parts of the answer: paths into it. */
  readonly save?: Readonly<Record<string, string>>;
  readonly expect: Expectation;
  /** An error that the local endpoint is told to answer with. */
  readonly fault?: { readonly operation: string; readonly error: string };
}

const callsOf =
  (service: Step['service']) =>
  (call: string, input: Step['input'], expect: Expectation, save?: NonNullable<Step['save']>): Step => {
    const [operation = ''] = call.split(':');
    return { service, operation, name: `${service} ${call}`, input, expect, ...(save && { save }) };
  };

/** Writes a step of the service down, by operation and circumstance: `DescribeTags: it is gone`. */
export const [dynamodb, ec2, efs, logs, sqs, sts] = [
  callsOf('dynamodb'),
  callsOf('ec2'),
  callsOf('efs'),
  callsOf('logs'),
  callsOf('sqs'),
  callsOf('sts'),
];

/** The expectation of a success with this in its answer. */
export const answers = (output: NonNullable<Expectation['output']> = {}, status = 200): Expectation => ({
  status,
  output,
});

/** The expectation of a success whose answer lacks these members. */
export const lacks = (...without: readonly string[]): Expectation => ({ status: 200, without });

/** The expectation of an error. */
export const refuses = (error: string, status = 400): Expectation => ({ status, error });

/** What steps may speak of by name. */
export type Known = Readonly<Record<string, unknown>>;

/** How a call ended. */
export interface Outcome {
  /** Null when the client could make nothing of the answer. */
  readonly status: number | null;
  readonly error?: string;
  /** Times are texts in it, in ISO 8601. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** Where the answer differs from botocore's model; only boto3's player looks. */
  readonly violations?: readonly string[];
}

/** How every step ended, and what is known after them. */
export interface Played {
  readonly outcomes: readonly Outcome[];
  readonly known: Known;
}

/** A value with every `$name` in it replaced by what is known under the name. */
export const fill = (value: unknown, known: Known): unknown => {
  if (typeof value === 'string' && value.startsWith('$')) return known[value.slice(1)];
  if (Array.isArray(value)) return value.map((part) => fill(part, known));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part, known)]));
};

/** The input of an EC2 operation that lists only what has these values. */
export const filtered = (by: Readonly<Record<string, string | readonly string[]>>): Step['input'] => ({
  Filters: Object.entries(by).map(([Name, values]) => ({ Name, Values: [values].flat() })),
});
