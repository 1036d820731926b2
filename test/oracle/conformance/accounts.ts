import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { prepareLocal, prepareMoto } from './prepare.ts';
import { preparedSteps } from './steps/prepared-steps.ts';
import { stepsFromNothing } from './steps/scenarios.ts';
import type { Known, Step } from './steps/step.ts';

/** An account that steps of the contract are played in, at either endpoint; both resolve to what is known from the start. */
export interface Account {
  readonly account: string;
  readonly steps: readonly Step[];
  prepareLocal(): { readonly aws: LocalAws; readonly known: Known };
  prepareMoto(endpoint: string): Promise<Known>;
}

/** moto's own account, so that ARNs are the same in both. */
const account = '123456789012';

/** Every account in which the contract is played. */
export const accounts: readonly Account[] = [
  {
    account: 'with nothing in it',
    steps: stepsFromNothing,
    prepareLocal: () => ({ aws: localAws({ account }), known: {} }),
    prepareMoto: async () => ({}),
  },
  {
    account: 'with what no client can bring about',
    steps: preparedSteps,
    prepareLocal() {
      const aws = localAws({ account, strictLifeCycle: true });
      return { aws, known: prepareLocal(aws.world) };
    },
    prepareMoto,
  },
];
