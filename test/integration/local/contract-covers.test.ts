import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { localAws } from '../../../infra/local/local-aws.ts';
import { fromNothing, prepared, refusing } from '../../contract/accounts.ts';
import type { Step } from '../../contract/step.ts';

/** What the command line alone calls, which its sample world serves; and the roles and Security Hub of an organization. */
const ofOthers = /^(?:cli|aws\/account|organization|security-hub)\//;

const matchesIn = (folder: string, pattern: RegExp): readonly RegExpExecArray[] => {
  const path = fileURLToPath(new URL(`../../../${folder}/`, import.meta.url));
  const sources = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !ofOthers.test(name),
  );
  return sources.flatMap((name) => [...readFileSync(`${path}${name}`, 'utf8').matchAll(pattern)]);
};

/** Every operation of AWS that the functions call, by service and name, with the one that only Powertools calls. */
const called = new Set([
  ...matchesIn('functions', /\{([^}]*)\} (?:from |= await import\()'@aws-sdk\/client-([\w-]+)'/g).flatMap(
    ([, names = '', service]) =>
      [...names.matchAll(/(\w+)Command\b/g)].map(
        ([, operation]) => `${service === 'cloudwatch-logs' ? 'logs' : service} ${operation}`,
      ),
  ),
  'dynamodb DeleteItem',
]);
/** What the local endpoint of one account lacks; tests of their own are about the roles and accounts of an organisation. */
const isLacking = (name: string): boolean =>
  /^(ssm|appconfigdata|organizations|securityhub) |^sts AssumeRole$/.test(name);
const operationOf = ({ service, operation }: Step): string => `${service} ${operation}`;

const contract = [...fromNothing.steps, ...prepared.steps];

it('has a step for every operation that the local endpoint serves, and for those of DynamoDB that mountguard calls', () => {
  const served = [...localAws().operations].flatMap(([service, own]) => own?.map((name) => `${service} ${name}`) ?? []);
  const ofDynamoDb = [...called, 'dynamodb CreateTable', 'dynamodb DescribeTable'].filter((name) =>
    /^dynamodb /.test(name),
  );
  expect([...new Set(contract.map(operationOf))].toSorted()).toEqual(
    [...new Set([...served, ...ofDynamoDb])].toSorted(),
  );
});

it('has a step for every error that the local endpoint answers with, but for those that are named here', () => {
  const codes = matchesIn('infra/local', /(?:new AwsFault\(|operationTable\([^;]*?)\s*'(\w[\w.]*)'/g);
  const expected = new Set([...contract, ...refusing.steps].map((step) => step.expect.error));
  expect(codes.length).toBeGreaterThan(50);
  const missing = new Set(codes.map(([, code]) => code).filter((code) => !expected.has(code)));
  // SQS calls the first MalformedInput, and so a step does; no client sends a parameter that the model lacks.
  expect([...missing].toSorted()).toEqual(['SerializationException', 'UnknownParameter']);
});

it('has refusals of every operation that the functions call', () => {
  const refused = refusing.steps.filter(({ fault }) => fault).map(operationOf);
  const ours = [...called].filter((name) => !isLacking(name));
  expect([...new Set(refused)].toSorted()).toEqual(ours.toSorted());
});

it('calls every step by a name of its own', () => {
  const names = [...contract, ...refusing.steps].map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
