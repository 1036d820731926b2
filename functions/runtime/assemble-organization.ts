import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { awsClients } from '../aws/client/clients.ts';
import { coverageItems } from '../aws/ledger/coverage.ts';
import { organizationAccounts } from '../aws/organization/accounts.ts';
import type { Policy } from '../core/model/policy.ts';
import type { OrganizationPorts, Telling } from '../engine/ports/organization-run.ts';
import { organizationConfig } from './config.ts';
import { policyLoader } from './load-policy.ts';
import { telemetry } from './telemetry.ts';
import { clock } from './time.ts';

/** Everything the handler of an organisation's tasks needs. */
export type OrganizationApp = ReturnType<typeof assembleOrganization>;

/** Puts the adapters behind the ports of a run as the environment says. Throws one `TerminalError` when it is at fault. */
export const assembleOrganization = (env: NodeJS.ProcessEnv) => {
  const { policyUri, ledgerTable, overdueHours } = organizationConfig(env);
  const { logger, metrics } = telemetry(env, clock.now);
  const ports: OrganizationPorts = {
    accounts: organizationAccounts(),
    coverage: coverageItems(awsClients({ maxAttempts: 8 }).dynamo(), ledgerTable),
    clock,
  };
  const telling: Telling = {
    warn: (message, keys) => logger.warn(message, keys),
    info: (message, keys) => logger.info(message, { ...keys }),
    gauge: (name, value) => void metrics.addMetric(name, MetricUnit.Count, value),
  };
  const readPolicy: () => Promise<Policy> = policyLoader(policyUri);
  return { logger, metrics, ports, telling, overdueHours, readPolicy };
};
