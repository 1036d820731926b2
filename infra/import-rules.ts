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
  may: ['^functions/(runtime|intake|engine|core)/', npm('@middy/[^/]+'), powertools, types],
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
    may: [core, ports, sdk, npm('@aws-lambda-powertools/idempotency'), node],
    why: 'The only place that sends commands to AWS; it knows the ports, not who uses them.',
  },
  {
    of: '^functions/runtime/',
    may: ['^functions/(core|policy|engine|aws)/', powertools, types, node],
    why: 'Reads the environment and puts an adapter behind each port.',
  },
  { of: '^functions/remediate/', ...handlers },
  { of: '^functions/sweep/', ...handlers },
  {
    of: '^functions/cli/',
    may: ['^functions/(?!remediate|sweep)', npm('.+'), node],
    why: 'The command line uses the engine, not the handlers.',
  },
  {
    of: '^infra/local/',
    may: [core, sdk, npm('dynalite'), node],
    why: 'The local endpoint is a second opinion on AWS: code that it shared with the adapters would agree with itself.',
  },
];

/** Who may import what, with the reason for each rule. */
export const importRules: IForbiddenRuleType[] = [
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
