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
  readonly service: 'efs' | 'ec2' | 'sqs' | 'sts' | 'cloudwatch' | 'dynamodb';
  readonly operation: string;
  /** What makes this call differ from others of the operation. */
  readonly when: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Names for parts of the answer: paths into it. */
  readonly save?: Readonly<Record<string, string>>;
  readonly expect: Expectation;
  /** An error that the local endpoint is told to answer with. */
  readonly fault?: { readonly operation: string; readonly error: string };
}

/** What tells a step from every other. */
export const nameOf = ({ service, operation, when }: Omit<Step, 'input' | 'expect'>): string =>
  `${service} ${operation}: ${when}`;

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
