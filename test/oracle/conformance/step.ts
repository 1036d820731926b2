/** What an endpoint should do with a call; in `output`, `$name` stands for what an earlier step saved. */
export interface Expectation {
  readonly status: number;
  /** The error's code; absent for a success. */
  readonly error?: string;
  /** Part of the answer. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** Members that the answer does not have. */
  readonly without?: readonly string[];
}

/** One call of the contract. In `input`, `$name` stands for what an earlier step saved. */
export interface Step {
  readonly service: 'efs' | 'ec2';
  readonly operation: string;
  /** What makes this call differ from others of the operation. */
  readonly when: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Names for parts of the answer: paths into it. */
  readonly save?: Readonly<Record<string, string>>;
  readonly expect: Expectation;
  /** Where moto is known to differ: what it does instead, and so what it must still do. */
  readonly moto?: Pick<Expectation, 'status' | 'output' | 'without'> & { readonly because: string };
  /** An error that the local endpoint is told to answer with. */
  readonly fault?: { readonly operation: string; readonly error: string };
}

/** How a call ended. */
export interface Outcome {
  /** Null when the client could make nothing of the answer. */
  readonly status: number | null;
  readonly error?: string;
  readonly output?: Readonly<Record<string, unknown>>;
  /** Where the answer differs from botocore's model; only boto3's player looks. */
  readonly violations?: readonly string[];
}

/** How every step ended, and what they saved. */
export interface Played {
  readonly outcomes: readonly Outcome[];
  readonly known: Readonly<Record<string, unknown>>;
}

/** A value with every `$name` in it replaced by what is known under the name. */
export const fill = (value: unknown, known: Readonly<Record<string, unknown>>): unknown => {
  if (typeof value === 'string' && value.startsWith('$')) return known[value.slice(1)];
  if (Array.isArray(value)) return value.map((part) => fill(part, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part, known)]));
};
