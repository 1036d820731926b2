import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { localAws } from '../../../infra/local/local-aws.ts';
import { skippedCases } from '../moto/skipped-cases.ts';
import { motoFaults } from '../support/moto-faults.ts';
import { grantedTo } from '../support/role.ts';
import { transformed } from '../support/template.ts';
import { injectedErrors } from './injected-errors.ts';
import { knownDifferences } from './known-differences.ts';
import { knownViolations } from './known-violations.ts';
import { contract } from './steps/scenarios.ts';
import { nameOf } from './steps/step.ts';
import { unserved } from './unserved.ts';

/** For whom a program of others answers at the local endpoint: all that is called of it, and so is to be as AWS is. */
const called = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const template = await transformed();
  const granted = [...grantedTo(template, 'Remediate'), ...grantedTo(template, 'Sweep')];
  const ofItems = granted.flatMap((action) => /^dynamodb:(\w+)$/.exec(action)?.[1] ?? []);
  return new Map([['dynamodb', [...ofItems, 'CreateTable', 'DescribeTable']]]);
};

/** Codes of the local endpoint that no step brings about, and why. */
const notBroughtAbout = new Map([
  ['SerializationException', 'SQS calls it MalformedInput, and so a step does'],
  ['UnknownParameter', 'no client sends a parameter that the model lacks'],
]);

const names = contract.map(nameOf);

it('has a step for every operation that the local endpoint serves', async () => {
  const played = new Set(contract.map(({ service, operation }) => `${service} ${operation}`));
  const { operations } = localAws();
  const ofOthers = await called();
  const served = [...operations].flatMap(([service, own = ofOthers.get(service) ?? []]) =>
    own.map((name) => `${service} ${name}`),
  );
  expect(served.filter((name) => !played.has(name))).toEqual([]);
  expect([...played].filter((name) => !served.includes(name))).toEqual([]);
  const byOthers = [...operations].filter(([, own]) => own === undefined).map(([service]) => service);
  expect(byOthers).toEqual([...ofOthers.keys()]);
});

it('has a step for every error that the local endpoint answers with, but for those that are named here', () => {
  const folder = fileURLToPath(new URL('../../../infra/local/', import.meta.url));
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const codes = sources.flatMap((path) =>
    [
      ...readFileSync(`${folder}${path}`, 'utf8').matchAll(
        /(?:new AwsFault\(|operationTable\([^;]*?|throttlingCode:)\s*'(\w[\w.]*)'/g,
      ),
    ].map(([, code]) => code),
  );
  const expected = new Set([...contract, ...unserved, ...injectedErrors].map((step) => step.expect.error));
  expect(codes.length).toBeGreaterThan(50);
  const missing = new Set(codes.filter((code) => !expected.has(code)));
  expect([...missing].toSorted()).toEqual([...notBroughtAbout.keys()]);
});

it('calls every step by a name of its own', () => {
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('knows of no difference, and of no violation, at a step that does not exist', () => {
  expect(Object.keys({ ...knownDifferences, ...knownViolations }).filter((name) => !names.includes(name))).toEqual([]);
});

it('knows of no fault of moto that neither a difference nor a skipped case is due to', () => {
  const needed = new Set([...Object.values(knownDifferences), ...skippedCases].map(({ fault }) => fault));
  expect(Object.keys(motoFaults).filter((fault) => !(needed as ReadonlySet<string>).has(fault))).toEqual([]);
});

it('knows of each of the twenty faults of EFS in moto that were listed before the contract was played', () => {
  const rows = Object.values(motoFaults).flatMap(({ row }) => row ?? []);
  expect(rows).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});
