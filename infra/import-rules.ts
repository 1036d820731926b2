import type { IForbiddenRuleType } from 'dependency-cruiser';

const npm = (name: string): string => `(^|/)node_modules/${name}/`;
const node = '^(node:)?[a-z_/]+$';
const types = npm('@types/aws-lambda');
const core = '^functions/core/';
const ports = '^functions/engine/ports/';
const powertools = npm('@aws-lambda-powertools/[^/]+');
const sdk = `${npm('@aws-sdk/[^/]+')}|${npm('@smithy/[^/]+')}`;

interface House {
  /** Path of what the rule is about, as a regular expression. */
  readonly of: string;
  /** What it may import beside itself, likewise. */
  readonly may: readonly string[];
  readonly why: string;
}

const handlers: Pick<House, 'may' | 'why'> = {
  may: ['^functions/(runtime|intake|engine|core)/', powertools, types],
  why: 'A handler joins what arrives to what the engine does; how AWS is asked is behind the ports, chosen in runtime.',
};

const houses: readonly House[] = [
  {
    of: core,
    may: [],
    why: 'The decision is pure: it can be tested, proved and mutated without a clock, a network or a package.',
  },
  {
    of: '^functions/policy/',
    may: [core, npm('zod'), npm('yaml')],
    why: 'The only YAML and schema code; text in, Policy or findings out.',
  },
  {
    of: '^functions/intake/',
    may: [core, npm('zod')],
    why: 'Says where to look, from the event alone: what is true there is never read here.',
  },
  {
    of: '^functions/engine/',
    may: [core],
    why: 'Observes, decides, acts and records over ports, so that a test can stand in for AWS.',
  },
  {
    of: '^functions/aws/',
    may: [core, ports, '^functions/engine/async/', sdk, npm('@aws-lambda-powertools/idempotency'), npm('zod'), node],
    why: 'The only place that sends commands to AWS; it knows the ports, not who uses them.',
  },
  {
    of: '^functions/runtime/',
    may: ['^functions/(core|policy|intake|engine|aws)/', npm('@middy/[^/]+'), powertools, types, node],
    why: 'Reads the environment and puts an adapter behind each port.',
  },
  { of: '^functions/remediate/', ...handlers },
  { of: '^functions/sweep/', ...handlers },
  { of: '^functions/organization/', ...handlers },
  {
    of: '^functions/publish/',
    may: ['^functions/(cli|report|aws|runtime|engine|core)/', powertools, types, node],
    why: 'A schedule runs what people run, so it uses the command line, and not the handlers beside it.',
  },
  {
    of: '^functions/report/',
    may: [core, ports, npm('string-width'), '^(node:)?(util|crypto)$'],
    why: 'A value in, text out: a screen can be tested, and read in a file, without a terminal and without AWS.',
  },
  {
    of: '^functions/cli/',
    may: ['^functions/(?!remediate|sweep|organization|publish)', '^package[.]json$', npm('.+'), node],
    why: 'The command line uses the engine, not the handlers.',
  },
  {
    of: '^infra/local/',
    may: [sdk, npm('dynalite'), node],
    why: 'The local endpoint is a second opinion on AWS: code that it shared with the functions would agree with itself.',
  },
  {
    of: '^test/networks/',
    may: ['^infra/', '^test/support/must[.]ts$', npm('@aws-sdk/client-dynamodb'), npm('zod'), node],
    why: 'It judges what the built function does: code that it shared with the functions would agree with itself.',
  },
];

/** Rooms that stand beside each other, and why they stand above what comes below. */
type Layer = readonly [rooms: readonly string[], why: string];

/** The rooms of a folder from the top down: each imports what stands below it, not what stands beside or above it. */
interface Order {
  readonly of: string;
  readonly layers: readonly Layer[];
}

const orders: readonly Order[] = [
  {
    of: 'functions',
    layers: [
      [['publish'], 'It runs the command line as a person would.'],
      [['cli', 'remediate', 'sweep', 'organization'], 'Each is started by itself, and none is a part of another.'],
      [['runtime'], 'Only here does an adapter meet its port, so that whatever is started is put together alike.'],
      [['aws', 'report', 'policy', 'intake'], 'Each speaks one language of the world outside, and none the others.'],
      [['engine'], 'What is done does not depend on who asked for it, nor on how AWS is reached.'],
      [['core'], 'What is true of groups and policies is true whatever is done about it.'],
    ],
  },
  {
    of: 'functions/engine',
    layers: [
      [['look', 'orders', 'sweep'], 'Three ways to be set to work; what two of them need is a step, and stands below.'],
      [['change', 'survey'], 'To write to one mount target and to read them all: neither waits for the other.'],
      [['guards'], 'Writes and surveys are judged by the same guards, which know of neither.'],
      [['findings'], 'A finding reads the same, from an event or a sweep.'],
      [['observe', 'gate'], 'What is there, and whether anything may be written, are asked apart.'],
      [['ports'], 'Adapters know the ports, and must not come to know the engine through them.'],
      [['async'], 'Promises in turn or at once: that knows of nothing at all.'],
    ],
  },
  {
    of: 'functions/core',
    layers: [
      [['decide', 'nfs', 'brakes'], 'What should be, whom it cuts off and how fast it may go are three questions.'],
      [['model'], 'The words in which all of them are asked.'],
      [['net'], 'Addresses are arithmetic, and know of no security group.'],
    ],
  },
  {
    of: 'functions/aws',
    layers: [
      [['account'], 'Who asks, and what is there beside EFS and EC2: what a command line needs to find its way.'],
      [
        ['ledger', 'read', 'write', 'policy', 'organization'],
        'Each asks services of its own; what can read must not come to write.',
      ],
      [['client'], 'How AWS is asked, and what its errors mean, is said once for all of them.'],
    ],
  },
];

const inOrder = ({ of, layers }: Order): readonly IForbiddenRuleType[] =>
  layers.flatMap(([rooms, why], index) => {
    const below = layers.slice(index + 1).flatMap(([lower]) => lower);
    return rooms.map((room) => {
      const folder = `^${of}/${room}/`;
      const may = [folder, ...below.map((lower) => `^${of}/${lower}/`)];
      return {
        name: `order of ${of}: ${room}`,
        comment: `${why} It may import ${below.length > 0 ? below.join(', ') : 'nothing else there'}.`,
        severity: 'error' as const,
        from: { path: folder },
        to: { path: `^${of}/`, pathNot: may },
      };
    });
  });

/** Who may import what, with the reason for each rule. */
export const importRules: IForbiddenRuleType[] = [
  ...orders.flatMap(inOrder),
  ...orders.map(({ of, layers }) => ({
    name: `rooms of ${of}`,
    comment: 'A new room says in the order where it stands; a file outside of every room stands nowhere.',
    severity: 'error' as const,
    from: {},
    to: { path: `^${of}/`, pathNot: layers.flatMap(([rooms]) => rooms).map((room) => `^${of}/${room}/`) },
  })),
  ...houses.map(({ of, may, why }) => ({
    name: `imports of ${of.replace(/[^a-z/]/g, '')}`,
    comment: why,
    severity: 'error' as const,
    from: { path: of },
    to: { pathNot: [of, ...may] },
  })),
  {
    name: 'no folder without a rule',
    comment: 'A new folder under functions says here what it may import.',
    severity: 'error',
    from: { path: '^functions/', pathNot: houses.map(({ of }) => of) },
    to: {},
  },
  {
    name: 'no import of an entry point',
    comment: 'Importing a handler or a main starts it, which only its own test means to do.',
    severity: 'error',
    from: { pathNot: '^test/.+/(handler|main)[.]test[.]ts$' },
    to: {
      path: '^(functions/[^/]+/(handler|main)|infra/(build|check-imports|invoke)|(infra|test)/[^/]+/main)[.]ts$',
    },
  },
  {
    name: 'no cycle',
    comment: 'Modules that need each other are one module, and which of them loads first decides what works.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no import that leads nowhere',
    comment: 'What cannot be resolved cannot be judged by the other rules.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];
