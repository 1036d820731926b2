import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { wordsOfProgram } from '../../functions/cli/words.ts';
import { commandsOf, markdown, spansOf } from '../support/markdown.ts';
import { shellWords } from '../support/shell-words.ts';

const project = new URL('../../', import.meta.url);
const exists = (path: string): boolean => existsSync(new URL(path, project));
const { scripts }: Readonly<Record<'scripts', Record<string, string>>> = JSON.parse(
  readFileSync(new URL('package.json', project), 'utf8'),
);

const readme = markdown('README.md');
const eventsReadme = markdown('events/README.md');
const operating = markdown('infra/operating.md');
const contributing = markdown('CONTRIBUTING.md');
const told = [...[readme, operating, contributing].flatMap(commandsOf), ...spansOf(readme), ...spansOf(eventsReadme)];

/** The name of the script that each npm command runs. */
const named = [
  ...new Set(
    told.flatMap((text) =>
      [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test))/g)].map(([, run, own]) => run ?? own ?? ''),
    ),
  ),
];

/** What a script would call, by words: each command's program and its arguments. */
const callsOf = (script: string): readonly (readonly string[])[] =>
  script.split('&&').map((call) =>
    call
      .trim()
      .split(/\s+/)
      .filter((word) => !/^(>|\d>)/.test(word)),
  );

const missingIn = (script: string): readonly string[] =>
  callsOf(script).flatMap(([program = '', ...args]) => {
    if (program === 'npm') {
      const next = args.find((word) => word !== 'run' && !word.startsWith('-')) ?? '';
      return scripts[next] === undefined ? [`npm run ${next}`] : missingIn(scripts[next]);
    }
    const files = args.filter((word) => /^[\w.-]+(\/[\w.-]+)*\.(ts|json|ya?ml)$/.test(word) && !exists(word));
    return program === 'node' || exists(`node_modules/.bin/${program}`) ? files : [program, ...files];
  });

describe('the npm commands in the README', () => {
  it.each(named)('point at what is there: %s', (name) => {
    expect(scripts).toHaveProperty([name]);
    expect(missingIn(scripts[name] ?? '')).toEqual([]);
  });

  it('are more than the two that start it', () => {
    expect(named.length).toBeGreaterThan(5);
  });

  it('are all that is to be run by a program of this machine', () => {
    const programs = told.flatMap(
      (text) =>
        /^(?:node|npx|yarn|pnpm|bash|sh|python3?|pip|java|mvn|docker|make|curl|wget|git|sam|\.{0,2}\/\S+)\s.*$/.exec(
          text,
        )?.[0] ?? [],
    );
    expect(programs.filter((it) => !it.startsWith('npx mountguard '))).toEqual(['sam deploy --guided']);
  });

  it('are run by the Node.js that the project brings, as the README says', () => {
    expect(told.some((text) => text === 'npm ci')).toBe(true);
    const [, brought] = /brings the Node\.js (\d+) that Lambda has/.exec(readme) ?? [];
    const { optionalDependencies } = JSON.parse(readFileSync(new URL('infra/node/package.json', project), 'utf8'));
    expect(Object.values(optionalDependencies).every((version) => String(version).startsWith(`${brought}.`))).toBe(
      true,
    );
    expect(readFileSync(new URL('template.yaml', project), 'utf8')).toContain(`Runtime: nodejs${brought}.x`);
  });
});

describe('the blocks of code in the README', () => {
  it('are of languages that tests follow', () => {
    const languages = [...readme.matchAll(/^ *```(\S+)$/gm)].map(([, language]) => language);
    expect(new Set(languages)).toEqual(new Set(['sh', 'yaml']));
    // Each begins with its language and ends without one.
    expect(readme.match(/^ *```$/gm)).toHaveLength(languages.length);
    // No other form of a block, in which nobody would look for commands.
    expect(readme).not.toMatch(/^ *~~~|^\n {4,}(?:npm|node|sam|aws|git|make) /m);
  });
});

describe('the command line in the README', () => {
  const lines = told.filter((text) => /^(?:npx )?mountguard /.test(text));

  it('is told of by commands and flags that it has', async () => {
    const { globals, commands } = await wordsOfProgram();
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      const [name, ...rest] = shellWords(line.replace(/^(?:npx )?mountguard /, ''));
      const known = commands.find((it) => it.name === name);
      expect(known, line).toBeDefined();
      const flags = [...globals, ...(known?.flags ?? [])].map(({ long }) => long);
      const used = rest.flatMap((it) => /^--[a-z-]+/.exec(it) ?? []);
      expect(
        used.filter((it) => !flags.includes(it)),
        line,
      ).toEqual([]);
    }
  });
});

describe('the AWS CLI in the README', () => {
  const calls = told.filter((text) => text.startsWith('aws '));

  it('is told what it needs to send a payload as it is written, and where to put the answer', () => {
    const form = /^aws lambda invoke --function-name \w+ (.+) \w+\.json$/;
    const options = calls.map((call) => form.exec(call)?.[1]?.replace(/--payload ('[^']+'|[A-Z]+)/, 'PAYLOAD'));
    expect(calls.length).toBeGreaterThan(0);
    for (const each of options)
      expect(each?.split(/ (?=--|PAYLOAD)/).toSorted()).toEqual(['--cli-binary-format raw-in-base64-out', 'PAYLOAD']);
  });
});

describe('the names of functions in the README', () => {
  it('are outputs of the stack', () => {
    const { Outputs } = parse(readFileSync(new URL('template.yaml', project), 'utf8'), { logLevel: 'silent' });
    const functions = told.flatMap((text) => /--function-name (\w+)/.exec(text)?.slice(1) ?? []);
    expect(functions.length).toBeGreaterThan(0);
    const outputs = Object.keys(Outputs).map((name) => name.toLowerCase());
    expect(functions.filter((name) => !outputs.includes(name.replaceAll('_', '').toLowerCase()))).toEqual([]);
  });
});
