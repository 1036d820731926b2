import { answers, type Step, sts } from '../step.ts';

/** Who asks. */
export const identitySteps: readonly Step[] = [
  sts('GetCallerIdentity: anybody asks', {}, answers({ Account: '123456789012' })),
];
