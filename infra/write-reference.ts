import { writeFileSync } from 'node:fs';
import { reasonCodes } from '../functions/core/model/reason.ts';
import { warningCodes } from '../functions/policy/policy-warnings.ts';
import { reasonTitle } from '../functions/report/report/reasons.ts';
import { commandLine, exitCodesTable } from './reference/command-line.ts';
import { metricsTable } from './reference/metrics.ts';
import { policyFieldsTable } from './reference/policy-fields.ts';
import { parametersTable, permissionsTable } from './reference/stack.ts';
import { code, table } from './reference/table.ts';
import { variablesTable } from './reference/variables.ts';

const reasonsTable = (): string =>
  table(
    ['reason code', 'meaning'],
    reasonCodes.map((reason) => [`[${code(reason)}](runbooks/${reason}.md)`, reasonTitle(reason)]),
  );

/** The page infra/reference.md. */
export const referenceText = async (): Promise<string> =>
  `${[
    '# Reference',
    'Written by `npm run reference` from the code, the template and the schemas. What can be sent to the functions is in [operating.md](operating.md).',
    '## Reason codes',
    reasonsTable(),
    '## Parameters of the stack',
    parametersTable(),
    '## Environment variables of the functions',
    variablesTable(),
    "The AWS SDK's own variables (`AWS_ENDPOINT_URL`, …) and those of Powertools (`POWERTOOLS_LOG_LEVEL`, …) work too.",
    '## Metrics',
    metricsTable(),
    '## Permissions of the roles',
    'Why each is needed, and on what it holds: [operating.md](operating.md#what-it-needs-in-iam-and-why).',
    permissionsTable(),
    '## Fields of a policy',
    'What they do together is in [policies/reference.md](policies/reference.md).',
    policyFieldsTable(),
    'Warnings of `mountguard validate`:',
    table(
      ['warning', 'meaning'],
      Object.entries(warningCodes).map(([warning, meaning]) => [code(warning), meaning]),
    ),
    '## The command line',
    exitCodesTable(),
    await commandLine(),
  ].join('\n\n')}\n`;

if (import.meta.main) writeFileSync(new URL('reference.md', import.meta.url), await referenceText());
