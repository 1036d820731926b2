import type { ClientOptions } from '../aws/client/clients.ts';
import { within } from '../aws/client/within.ts';
import type { Product } from '../aws/organization/asff.ts';
import { securityHub, securityHubClient } from '../aws/organization/security-hub.ts';
import type { SecurityHub } from '../engine/ports/security-hub.ts';

/** How long Security Hub is waited for, in ms: a sweep that is at its end has 40 s left. */
const longestMs = 15_000;

/** What Security Hub in a place is reached with. */
export interface Reaching extends Product {
  readonly options: ClientOptions;
}

/** Security Hub in a place, each time for a few seconds at most. */
export const securityHubAt = ({ options, ...product }: Reaching): SecurityHub => ({
  tell: async (findings, at) => {
    const client = securityHubClient(options);
    try {
      return await securityHub(within(client, AbortSignal.timeout(longestMs)), product).tell(findings, at);
    } finally {
      client.destroy();
    }
  },
});
