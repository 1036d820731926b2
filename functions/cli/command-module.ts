import type { Command, OptionValues } from 'commander';
import type { Cli } from './cli.ts';
import type { ExitCode } from './exit-codes.ts';

/** One command: its arguments and flags, and what it does. */
export interface CommandModule<Flags extends OptionValues = OptionValues> {
  /** Adds the arguments and flags of its own. */
  define(command: Command): Command;
  /** What follows `mountguard` in three examples, each with what it is for. */
  readonly examples: readonly (readonly [line: string, why: string])[];
  run(cli: Cli, operands: readonly string[], flags: Flags): Promise<ExitCode>;
}
