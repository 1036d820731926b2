import { TerminalError } from '../core/model/errors.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads environment variables and collects what is wrong with them; an empty variable counts as unset. */
export interface Environment {
  /** The variable's value; a fault when it is unset. */
  required(name: string, what: string): string;
  /** The variable's value if it has the shape; a fault when it has another. */
  optional(name: string, shape: RegExp, expected: string): string | undefined;
  /** Throws one `TerminalError` that names every variable at fault, its value and the remedy. */
  check(): void;
}

/** Opens an environment for reading. */
export const environment = (variables: Variables): Environment => {
  const faults: string[] = [];
  const read = (name: string): string | undefined => variables[name] || undefined;
  return {
    required(name, what) {
      const value = read(name);
      if (value === undefined) faults.push(`${name} is not set: give it ${what}`);
      return value ?? '';
    },
    optional(name, shape, expected) {
      const value = read(name);
      if (value !== undefined && !shape.test(value)) faults.push(`${name} is "${value}": expected ${expected}`);
      return value;
    },
    check() {
      if (faults.length > 0)
        throw new TerminalError(`bad environment: ${faults.join('; ')}`, { code: 'bad-environment' });
    },
  };
};
