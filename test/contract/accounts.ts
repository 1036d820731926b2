import { type LocalAws, localAws } from '../../infra/local/local-aws.ts';
import { addFlowLog, logEvent } from '../../infra/local/world/flow-logs.ts';
import { addGroup, addSubnet, addVpc } from '../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../infra/local/world/storage.ts';
import type { Known, Step } from './step.ts';
import { flowLogged } from './steps/flow-log-steps.ts';
import { injectedErrors } from './steps/injected-errors.ts';
import { preparedSteps } from './steps/prepared-steps.ts';
import { stepsFromNothing } from './steps/steps-from-nothing.ts';
import { unserved } from './steps/unserved.ts';

/** A local account that steps of the contract are played in. */
export interface Account {
  readonly account: string;
  readonly steps: readonly Step[];
  /** Makes the account; what is known of it from the start. */
  prepare(): { readonly aws: LocalAws; readonly known: Known };
}

/** moto's own account, so that ARNs are the same in both. */
const account = '123456789012';

/** Where there is nothing at first. */
export const fromNothing: Account = {
  account: 'with nothing in it',
  steps: stepsFromNothing,
  prepare: () => ({ aws: localAws({ account }), known: {} }),
};

/** Where there is from the start what the prepared steps are about. */
export const prepared: Account = {
  account: 'with what no client can bring about',
  steps: preparedSteps,
  prepare() {
    const aws = localAws({ account, strictLifeCycle: true });
    const { world } = aws;
    const vpc = addVpc(world);
    const unfinished = addFileSystem(world, { lifeCycleState: 'creating' });
    const subnet = addSubnet(world, { vpcId: vpc.id });
    const early = addMountTarget(world, {
      fileSystemId: addFileSystem(world).id,
      subnetId: subnet.id,
      lifeCycleState: 'creating',
    });
    const shared = addGroup(world, { name: 'shared', vpcId: vpc.id, ownerId: '999988887777' });
    const logged = flowLogged(Date.now());
    const { logGroup, streams } = logged;
    const flowLog = addFlowLog(world, { resourceId: vpc.id, logGroup, createdAt: Date.now() });
    for (const [stream, events] of Object.entries(streams))
      for (const event of events) logEvent(world, { logGroup, stream, ...event });
    const flow = { vpc: vpc.id, flowLog: flowLog.id, ...logged.known };
    return {
      aws,
      known: { subnet: subnet.id, unfinished: unfinished.id, early: early.id, shared: shared.id, ...flow },
    };
  },
};

/** Where every call is refused, because the local endpoint is told to or lacks the operation. */
export const refusing: Account = {
  account: 'that refuses everything',
  steps: [...injectedErrors, ...unserved],
  prepare: () => ({ aws: localAws({ account }), known: {} }),
};
