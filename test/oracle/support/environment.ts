import { localTables } from '../../../infra/local/tables.ts';
import { oraclePath } from '../set-up/tool.ts';

/** The policy of these tests: exactly the groups with the file system's own value of the tag `mountguard`, enforced. */
export const policyPath = oraclePath('support/policy.yaml');

/** What a function needs to run against endpoints here; nothing of this process's own environment. */
export const environment = (endpoint: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  LEDGER_TABLE: localTables.ledger,
  IDEMPOTENCY_TABLE: localTables.idempotency,
  OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/mountguard-remediate',
  POLICY_URI: `file:${policyPath}`,
});
