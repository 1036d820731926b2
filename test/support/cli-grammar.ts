import { parseArgs } from 'node:util';

const value = { type: 'string' } as const;
const values = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;

/** The flags that every command of `mountguard` takes. */
const everywhere = {
  ...{ profile: value, account: values, region: values, stack: value, policy: value, format: value, out: values },
  ...{ status: value, 'file-system': values, rule: values, vpc: values, tag: values, yes: flag },
};

const until = { until: value, reason: value };

/** The flags of each command beside those, and the form of its operands. */
const commands = {
  apply: {
    flags: { despite: value, reason: value, max: value, wait: flag },
    operands: /^(fsmt-|[0-9a-f]{12}$|.+\.json$)/,
  },
  doctor: { flags: { json: flag }, operands: undefined },
  exempt: { flags: until, operands: /^(fs|fsmt)-/ },
  explain: { flags: { who: flag, 'as-if': value }, operands: /^(fs|fsmt)-/ },
  history: { flags: { since: value, limit: value }, operands: /^(fs|fsmt)-/ },
  hold: { flags: until, operands: /^(fs|fsmt)-/ },
  pause: { flags: until, operands: undefined },
  init: { flags: { keys: value, 'min-purity': value, 'exempt-rest': value }, operands: undefined },
  plan: { flags: { summary: flag, all: flag, who: flag }, operands: /^(fs|fsmt)-/ },
  release: { flags: { reason: value }, operands: /^(fs|fsmt)-/ },
  resume: { flags: { reason: value }, operands: undefined },
  revert: { flags: { ...until, change: value, plan: value, since: value }, operands: /^fsmt-/ },
  simulate: { flags: { against: value, snapshot: value, 'fail-on': value }, operands: /\.yaml$/ },
  test: { flags: { coverage: flag, update: flag, 'test-name': value }, operands: /^infra$|\.test\.yaml$/ },
  validate: { flags: { strict: flag }, operands: /\.yaml$/ },
  watch: { flags: { plan: value }, operands: undefined },
} as const;

const needed: Readonly<Record<string, readonly string[]>> = {
  exempt: ['until', 'reason'],
  hold: ['until', 'reason'],
  pause: ['reason'],
  release: ['reason'],
  resume: ['reason'],
  revert: ['until', 'reason'],
};

const isCommand = (name: string): name is keyof typeof commands => name in commands;

/** What is wrong with the words that follow `mountguard`; undefined when nothing is. */
export const faultOfCli = ([name = '', ...words]: readonly string[]): string | undefined => {
  if (!isCommand(name)) return `there is no command ${name}`;
  const { flags, operands } = commands[name];
  try {
    const parsed = parseArgs({ args: words, options: { ...everywhere, ...flags }, allowPositionals: true });
    const missing = needed[name]?.find((it) => !(it in parsed.values));
    if (missing !== undefined) return `--${missing} is missing`;
    const wrong = parsed.positionals.find((it) => !operands?.test(it));
    return wrong === undefined ? undefined : `${wrong} is no operand of ${name}`;
  } catch (error) {
    return String(error);
  }
};
