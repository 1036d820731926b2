import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../infra/local/clock.ts';
import { type LocalAws, localAws } from '../../infra/local/local-aws.ts';
import { localTables } from '../../infra/local/tables.ts';
import { takeLocalEnvironment } from '../../infra/own-environment.ts';
import { loadFunction, type Run } from '../../infra/run-function.ts';
import { clientsIn } from './flow-logs.ts';
import type { Rule } from './network.ts';
import { type OwnTime, ownTime } from './own-time.ts';
import type { History } from './right.ts';
import { forgetfulTables } from './tables.ts';

/** An empty account on this machine, with the built function that may write there. */
export interface Stage {
  readonly aws: LocalAws;
  readonly time: OwnTime;
  run(event: unknown): Promise<Run>;
  setPolicy(rule: Rule, history: History): void;
  /** Puts a policy in force as it is written. */
  writePolicy(text: string): void;
  /** Takes everything out of the account and out of the record. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const built = fileURLToPath(new URL('../../dist/remediate/index.mjs', import.meta.url));

/** JSON is YAML. */
const policyText = ({ when, select, safety }: Rule, history: History): string =>
  JSON.stringify({
    version: 1,
    mode: 'enforce',
    limits: { changesPerSweep: { count: 100, percent: 100 } },
    safety: { ...safety, ...clientsIn(history) },
    rules: [{ name: 'nfs', ...(when && { when: { tags: when } }), securityGroups: select, match: 'exactly' }],
  });

/** Loads the function that `npm run build` made, in this process and under an environment of its own. */
export const openStage = async (): Promise<Stage> => {
  const time = ownTime();
  const aws = localAws({ clock: { now: () => Date.now(), sleep: systemClock.sleep } });
  const endpoint = await aws.listen();
  const forget = await forgetfulTables(aws);
  const folder = mkdtempSync(join(tmpdir(), 'mountguard-networks-'));
  const policy = join(folder, 'policy.json');
  const name = 'mountguard-remediate';
  takeLocalEnvironment({
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_LAMBDA_FUNCTION_NAME: name,
    LEDGER_TABLE: localTables.ledger,
    IDEMPOTENCY_TABLE: localTables.idempotency,
    OWN_ROLE_ARN: `arn:aws:iam::${aws.world.account}:role/${name}`,
    POLICY_URI: `file:${policy}`,
  });
  return {
    aws,
    time,
    run: await loadFunction(built, name),
    setPolicy: (rule, history) => writeFileSync(policy, policyText(rule, history)),
    writePolicy: (text) => writeFileSync(policy, text),
    async clear() {
      for (const things of Object.values(aws.world)) if (things instanceof Map || things instanceof Set) things.clear();
      await forget();
    },
    async close() {
      time.end();
      rmSync(folder, { recursive: true });
      await endpoint.close();
    },
  };
};
