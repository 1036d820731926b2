import { readStack, readStackParameter, type StackOutputs } from '../../aws/account/stack.ts';
import { dynamoLedger } from '../../aws/ledger/dynamo-ledger.ts';
import { TerminalError } from '../../core/model/errors.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import { clock, leaseMs } from '../../runtime/time.ts';
import type { Cli } from '../cli.ts';
import type { Deployment, Session } from './session.ts';

/** A deployment, or why none is looked at. */
export type Deployed = { readonly deployment: Deployment } | { readonly none: string };

const notLookedAt = 'history, holds and the gate are not looked at';

const isDenied = (error: unknown): error is TerminalError =>
  error instanceof TerminalError && error.code === 'access-denied';

/** What a deployment says of itself: its stack, or its parameter where the caller may not read stacks. */
const outputsOf = async (stack: string, { options }: Session): Promise<StackOutputs | undefined> => {
  try {
    return await readStack(stack, options);
  } catch (error) {
    if (!isDenied(error)) throw error;
    const outputs = await readStackParameter(stack, options);
    if (outputs) return outputs;
    throw error;
  }
};

/** Finds the deployment of a session, as `--stack` says. */
export const findDeployment = async ({ globals }: Cli, session: Session): Promise<Deployed> => {
  if (session.hub) return session.hub;
  const { stack } = globals;
  if (stack === false) return { none: `no deployment is looked for: ${notLookedAt}` };
  try {
    const outputs = await outputsOf(stack, session);
    if (!outputs) return { none: `no deployment: there is no stack ${stack}, so ${notLookedAt}` };
    const ledgerTable = outputs.get('LedgerTable');
    const remediateFunction = outputs.get('RemediateFunction');
    const sweepFunction = outputs.get('SweepFunction');
    if (!ledgerTable || !remediateFunction || !sweepFunction)
      return { none: `stack ${stack} is no deployment of mountguard, so ${notLookedAt}` };
    const policyUri = outputs.get('PolicyUri');
    const workQueue = outputs.get('WorkQueue');
    const version = outputs.get('Version');
    return {
      deployment: {
        stack,
        ledgerTable,
        remediateFunction,
        sweepFunction,
        outputs,
        ...(policyUri && { policyUri }),
        ...(workQueue && { workQueue }),
        ...(version && { version }),
      },
    };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    const why = isDenied(error)
      ? `you may read neither it nor /mountguard/${stack} (cloudformation:DescribeStacks, ssm:GetParameter: one of them is enough)`
      : 'it cannot be read';
    return { none: `stack ${stack} is not used: ${why}, so ${notLookedAt}` };
  }
};

/** What the ledger of a deployment has of an account and Region. */
export const ledgerOf = (
  { ledgerTable: table }: Deployment,
  { clients, account, region, hub }: Pick<Session, 'clients' | 'account' | 'region' | 'hub'>,
): Ledger =>
  dynamoLedger({
    client: (hub?.session.clients ?? clients).dynamo(),
    table,
    place: { account, region },
    clock,
    leaseMs,
  });
