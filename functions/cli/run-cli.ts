import type { Command } from 'commander';
import { CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { layoutWidth } from '../report/look.ts';
import { painting } from '../report/paint.ts';
import { accountsNamed } from './accounts-named.ts';
import type { Cli } from './cli.ts';
import type { CommandModule } from './command-module.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Globals } from './global-flags.ts';
import { type Host, type LocalWorld, type Output, writeTo } from './host.ts';
import { namingSample } from './name-sample.ts';
import { programOf } from './program.ts';
import { progressOn } from './progress.ts';
import { sayError, sayUsage } from './say-error.ts';
import { wordsOfProgram } from './words.ts';

/** The version of this package. */
const version: string = packageJson.version;

/** Whether a stream shows colour: what a flag says, then NO_COLOR and FORCE_COLOR, then what the stream is. */
const hasColour = ({ env }: Host, stream: Output, { color, format }: Pick<Globals, 'color' | 'format'>): boolean => {
  if (!color || format === 'plain' || env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
};

interface Stopping {
  said?: string;
}

const cliOf = (host: Host, globals: Globals, stopping: Stopping): Cli => {
  const { stdout, stderr } = host;
  const named = namingSample(globals);
  const progress = progressOn(stderr, globals.quiet);
  const say = (line: string): void => {
    progress.clear();
    stderr.write(`${named(line)}\n`);
  };
  return {
    host,
    globals,
    version,
    look: {
      width: layoutWidth(stdout.isTTY ? stdout.columns : undefined),
      paint: painting(hasColour(host, stdout, globals)),
    },
    answer: async (text) => {
      progress.clear();
      await writeTo(stdout, named(text));
    },
    tell: (line) => {
      if (!globals.quiet) say(line);
    },
    detail: (line) => {
      if (globals.verbose || globals.debug) say(line);
    },
    progress: progress.show,
    words: wordsOfProgram,
    sayWhenStopped: (line) => {
      stopping.said = line;
    },
  };
};

/** A signal as a promise of its reason. */
const stopped = (signal: AbortSignal): Promise<ExitCode> =>
  new Promise((resolve) => {
    const end = (): void =>
      resolve(signal.reason === exitCodes.terminated ? exitCodes.terminated : exitCodes.interrupted);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });

/** `--local` takes a number only behind `=`: what follows it is an operand. */
const withLocal = (argv: readonly string[]): readonly string[] =>
  argv.map((it) => (it === '--local' ? '--local=' : it));

/** `help NAME` as `NAME --help`, for which the command is loaded. */
const asFlag = (argv: readonly string[]): readonly string[] => {
  const [first, name, ...rest] = argv;
  return first === 'help' && name !== undefined && !name.startsWith('-') ? [name, '--help', ...rest] : argv;
};

/** What commander was asked to run; undefined where it has answered already, as with `--help`. */
const parse = async (
  host: Host,
): Promise<{ readonly module: CommandModule; readonly command: Command } | undefined> => {
  let asked: { readonly module: CommandModule; readonly command: Command } | undefined;
  const program = programOf(version, (module, command) => {
    asked = { module, command };
  });
  const width = (stream: Output) => () => layoutWidth(stream.isTTY ? stream.columns : undefined);
  program.configureOutput({
    writeOut: (text) => void host.stdout.write(text),
    writeErr: (text) => void host.stderr.write(text),
    getOutHelpWidth: width(host.stdout),
    getErrHelpWidth: width(host.stderr),
  });
  for (const command of program.commands) command.copyInheritedSettings(program);
  await program.parseAsync(withLocal(asFlag(host.argv)), { from: 'user' });
  return asked;
};

/** The flags for the sample world, where that is asked for: its endpoint, its Region and its policy. */
const inWorld = async (
  host: Host,
  globals: Globals,
): Promise<{ readonly globals: Globals; readonly world?: LocalWorld }> => {
  const { local, profile: _, ...rest } = globals;
  if (local === undefined) return { globals };
  const world = await host.openLocal(host.directory, local === true ? undefined : local);
  const { url: endpointUrl, region, policy } = world;
  return { world, globals: { policy, ...rest, local, endpointUrl, region: [region], account: [] } };
};

/** The flags with all accounts in one list. */
const withAccounts = async (host: Host, globals: Globals): Promise<Globals> => {
  const { accounts, ...rest } = globals;
  if (accounts === undefined) return globals;
  return { ...rest, account: [...new Set([...globals.account, ...(await accountsNamed({ host }, accounts))])] };
};

/** Runs the command line in a host; resolves to the exit code. Never rejects. */
export const runCli = async (host: Host): Promise<ExitCode> => {
  const stopping: Stopping = {};
  const debug = host.argv.includes('--debug');
  let opened: LocalWorld | undefined;
  let named = (text: string): string => text;
  const complain = (text: string): void => void host.stderr.write(`mountguard: ${named(text)}\n`);
  const work = async (): Promise<ExitCode> => {
    try {
      const asked = await parse(host);
      if (!asked) return exitCodes.done;
      const { module, command } = asked;
      const { globals, world } = await inWorld(host, await withAccounts(host, command.optsWithGlobals<Globals>()));
      opened = world;
      named = namingSample(globals);
      const cli = cliOf(host, globals, stopping);
      if (world?.news !== undefined) cli.tell(world.news);
      return await module.run(cli, command.args, command.opts());
    } catch (error) {
      // What was given up fails because the person stopped it, which is said already.
      if (host.stop.aborted) return exitCodes.interrupted;
      if (error instanceof CommanderError) {
        if (error.exitCode === 0) return exitCodes.done;
        if (error.code !== 'commander.help') complain(sayUsage(error, host.argv));
      } else {
        complain(sayError(error));
        if (debug && error instanceof Error) host.stderr.write(`${error.stack}\n`);
      }
      return exitCodes.error;
    }
  };
  const ended = await Promise.race([work(), stopped(host.stop).then((code) => ({ code }))]);
  if (typeof ended !== 'number') {
    host.stderr.write('\n');
    complain(stopping.said === undefined ? 'stopped' : `stopped; ${stopping.said}`);
  }
  await opened?.close();
  return typeof ended === 'number' ? ended : ended.code;
};
