import { answers, callsOf } from './call.ts';
import type { Step } from './step.ts';

/** Who asks. */
export const identitySteps: readonly Step[] = [
  callsOf('sts')('GetCallerIdentity', 'anybody asks', {}, answers({ Account: '123456789012' })),
];
