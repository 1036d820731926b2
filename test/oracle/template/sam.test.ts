import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { markdown } from '../../support/markdown.ts';
import { pythonProgram } from '../set-up/python.ts';
import { run } from '../set-up/run.ts';
import { templatePath } from '../support/template.ts';

const dist = fileURLToPath(new URL('../../../dist/', import.meta.url));
const defaultPolicy = fileURLToPath(new URL('../../../infra/policy.yaml', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mountguard-sam-'));
});
afterAll(() => rm(folder, { recursive: true }));

const sam = (...args: readonly string[]): Promise<string> =>
  run(pythonProgram('sam', 'sam'), args, {
    env: { ...process.env, HOME: folder, SAM_CLI_TELEMETRY: '0', AWS_DEFAULT_REGION: 'us-east-1' },
  });

/** Names of the modules that a built module imports, at once or later, from beside itself. */
const importsOf = (code: string): readonly string[] =>
  [...code.matchAll(/(?:from|import)\s*\(?\s*["'](\.\/[\w./-]+\.mjs)["']/g)].map(([, name = '']) => name);

const reachable = async (from: string, name: string, seen = new Set<string>()): Promise<ReadonlySet<string>> => {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const next of importsOf(await readFile(join(from, name), 'utf8')))
    await reachable(from, join(dirname(name), next), seen);
  return seen;
};

describe('sam', () => {
  it.each([[['--lint']], [[]]])('validates template.yaml with %j', async (options) => {
    await expect(sam('validate', '--template', templatePath, ...options)).resolves.toContain('valid SAM Template');
  });

  it('has the option of the README for a deployment', async () => {
    expect(markdown('README.md')).toMatch(/^sam deploy --guided$/m);
    await expect(sam('deploy', '--help')).resolves.toMatch(/^ *-g, --guided /m);
  });

  it('has every option that samconfig.toml gives it', async () => {
    const script = [
      'import json, sys, tomllib; from samcli.commands.deploy.command import cli',
      'said = tomllib.load(open(sys.argv[1], "rb"))["default"]["deploy"]["parameters"]',
      'print(json.dumps([sorted(said), sorted(set(said) - {one.name for one in cli.params})]))',
    ].join('\n');
    const path = join(dirname(templatePath), 'samconfig.toml');
    const [said, unknown] = JSON.parse(await run(pythonProgram('sam', 'python'), ['-c', script, path]));
    expect(said).toEqual(expect.arrayContaining(['capabilities', 'resolve_s3', 'stack_name']));
    expect(unknown).toEqual([]);
  });

  it('builds a template that ships what `npm run build` made, all of it and nothing else', async () => {
    const out = join(folder, 'build');
    const copy = join(folder, 'project');
    await mkdir(copy);
    await cp(templatePath, join(copy, 'template.yaml'));
    await cp(dist, join(copy, 'dist'), { recursive: true });
    await sam('build', '--template', join(copy, 'template.yaml'), '--build-dir', out);
    const built = parse(await readFile(join(out, 'template.yaml'), 'utf8'), { logLevel: 'silent' });
    const resources: readonly { readonly Type: string; readonly Properties: { readonly CodeUri: string } }[] =
      Object.values(built.Resources);
    const shipped = resources
      .filter(({ Type }) => Type === 'AWS::Serverless::Function')
      .map(({ Properties }) => resolve(out, Properties.CodeUri));
    // The command line runs on people's machines, the hub of an organization has a template of its own, and people read the bill.
    const ofLambda = (await readdir(dist)).filter((name) => !['cli', 'organization', 'sbom.cdx.json'].includes(name));
    expect(shipped.toSorted()).toEqual(ofLambda.map((name) => join(copy, 'dist', name)).toSorted());
    for (const path of shipped) {
      const files = (await readdir(path, { recursive: true })).filter((name) => name.includes('.'));
      // The report asks the sweep for the policy.
      const isReport = basename(path) === 'publish';
      const beside = [...(isReport ? [] : ['policy.yaml']), 'THIRD-PARTY-LICENCES.txt'];
      const needed = new Set([...(await reachable(path, 'index.mjs')), ...beside]);
      // esbuild also writes chunks for imports that it then leaves out; the Lambda bundles have none of those.
      if (isReport) expect([...needed].filter((name) => !files.includes(name))).toEqual([]);
      else expect(new Set(files)).toEqual(needed);
      for (const name of files)
        expect(await readFile(join(path, name)), name).toEqual(await readFile(join(dist, basename(path), name)));
      if (!isReport)
        expect(await readFile(join(path, 'policy.yaml'), 'utf8')).toBe(await readFile(defaultPolicy, 'utf8'));
    }
  });
});
