import type { PlaceOnRecord } from '../engine/ports/coverage.ts';
import type { ToldSecurityHub } from '../engine/ports/security-hub.ts';

/** What Security Hub was told in all places that a run swept. */
export interface ToldEverywhere extends Omit<ToldSecurityHub, 'fault'> {
  /** Places where it was not told everything. */
  readonly faults: number;
  /** Those places, at most 50: the log names them all. */
  readonly notTold: readonly {
    readonly account: string;
    readonly name: string;
    readonly region: string;
    readonly fault: string;
  }[];
}

const mostNamed = 50;

/** Adds up what Security Hub was told; empty where the deployment tells it nothing. */
export const toldSecurityHub = (places: readonly PlaceOnRecord[]): { readonly securityHub?: ToldEverywhere } => {
  const told = places.flatMap(({ account, name, region, swept }) =>
    swept?.securityHub ? [{ account, name, region, ...swept.securityHub }] : [],
  );
  if (told.length === 0) return {};
  const total = (of: 'active' | 'sent' | 'archived' | 'refused') => told.reduce((all, it) => all + it[of], 0);
  const notTold = told.flatMap(({ account, name, region, fault }) =>
    fault === undefined ? [] : [{ account, name, region, fault }],
  );
  return {
    securityHub: {
      ...{ active: total('active'), sent: total('sent'), archived: total('archived'), refused: total('refused') },
      faults: notTold.length,
      notTold: notTold.slice(0, mostNamed),
    },
  };
};
