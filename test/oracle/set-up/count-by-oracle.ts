import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { knownViolations } from '../conformance/known-violations.ts';
import { membersUnlikeMoto, unlikeMoto } from '../conformance/unlike-moto.ts';
import { oraclePath } from './tool.ts';

/** By whom the tests of a folder have our work judged. */
const oracles: Readonly<Record<string, string>> = {
  browser: 'Chromium and axe, the page of a report',
  conformance: "moto and botocore's model, by boto3 and the JavaScript SDK",
  expressions: 'recheck',
  ledger: 'DynamoDB Local',
  moto: 'moto, end to end',
  newcomer: 'the README, word for word',
  role: "the template's roles, parliament and AWS's authorization reference",
  rules: 'Event Ruler',
  runtime: "Lambda's runtime client",
  template: 'cfn-lint, checkov, cfn-guard, actionlint, SAM and its CLI',
};

const folderOf = ({ moduleId }: TestModule): string => relative(oraclePath('.'), moduleId).split('/')[0] ?? '';

const hasPassed = (test: TestCase): boolean => test.result().state === 'passed';

const line = (passed: number, all: number, oracle: string): string =>
  `${String(passed).padStart(6)} of ${String(all).padStart(5)}  ${oracle}`;

/**
 * Says in the end how many cases each oracle was played, how many passed, and what is known to differ. A case that was not
 * played makes the run fail, unless cases were asked for by name.
 */
export const countByOracle = (): Reporter => {
  let areChosen = false;
  return {
    onInit({ config }) {
      areChosen = config.testNamePattern !== undefined;
    },
    onTestRunEnd(modules) {
      const lines = [...Map.groupBy(modules, folderOf)].toSorted().map(([folder, own]) => {
        const tests = own.flatMap((it) => [...it.children.allTests()]);
        return line(tests.filter(hasPassed).length, tests.length, oracles[folder] ?? folder);
      });
      const unplayed = modules.flatMap((it) => [...it.children.allTests('skipped')]);
      if (unplayed.length > 0 && !areChosen) {
        process.exitCode = 1;
        lines.push(`${unplayed.length} were not played: ${unplayed[0]?.fullName} …`);
      }
      const operations = Object.keys(membersUnlikeMoto).length;
      const violating = Object.keys(knownViolations).length;
      process.stdout.write(
        [
          'Passed, by oracle:',
          ...lines,
          `Known to differ: moto at ${unlikeMoto.size} steps of the contract and in the members of ${operations} operations; ` +
            `the local endpoint's DynamoDB at ${violating} steps.`,
          '',
        ].join('\n'),
      );
    },
  };
};
