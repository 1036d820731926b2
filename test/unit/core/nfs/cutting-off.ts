import { expect } from 'vitest';
import type { IngressSource } from '../../../../functions/core/model/ingress.ts';
import type { Safety } from '../../../../functions/core/model/policy.ts';
import type { Client } from '../../../../functions/core/nfs/client.ts';
import { nfsCutOff } from '../../../../functions/core/nfs/cut-off.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import type { Protection } from '../../../../functions/core/nfs/known-good.ts';
import { union } from '../../../../functions/core/nfs/reach.ts';
import { client, place, policy, self, sg, vpc } from '../../../support/builders.ts';
import { cidr, reachOf } from '../../../support/nfs-rules.ts';

export type Sources = readonly IngressSource[];

/** Groups 1 to 3 can be used here, in a VPC of 10.0.0.0/16; 5 and above cannot. */
export interface Case {
  readonly when: string;
  readonly before: Sources;
  readonly after: Sources;
  readonly clients?: readonly Client[];
  readonly at?: ReturnType<typeof place>;
  readonly missing?: readonly number[];
  /** The account that owns the VPC; our own when left out. */
  readonly owner?: string;
  /** What sets let in that satisfied the policy, one after the other; none: nothing is on record. */
  readonly good?: readonly Sources[];
  /** What ever was let in under the policy in force; by default it is not known. */
  readonly ever?: Sources;
  readonly safety?: Partial<Safety>;
  readonly ignore?: Safety['clients']['ignore'];
  readonly extent?: 'none' | 'some' | 'all';
  /** The losers, as `clients: sg-00000001 by i-1`. */
  readonly lost?: readonly string[];
  readonly relieved?: number;
  readonly ignored?: number;
}

export const here = place(undefined, [1, 2, 3]);
export const { safety: defaults } = policy([]);
const good = (sets: readonly Sources[]): Protection => {
  const all = sets.map((sources) => reachOf(...sources).sources);
  return { recent: { sets: all, sources: union(all), until: 7 } };
};

export const cutOff = ({
  before,
  after,
  at = here,
  clients = [],
  missing = [],
  owner = self,
  ...say
}: Omit<Case, 'when'>) => {
  const known = knownClients(clients, {
    blocks: new Map([[vpc(1), { owner, blocks: ['10.0.0.0/16'] }]]),
    missing: missing.map(sg),
  });
  const protection = say.good ? good(say.good) : say.ever ? { ever: reachOf(...say.ever).sources } : {};
  const ignore = say.ignore ?? new Map();
  const safety = { ...defaults, ...say.safety, clients: { ...defaults.clients, ignore } };
  return nfsCutOff(reachOf(...before), reachOf(...after), at, known, protection, safety);
};
const said = ({ lost }: ReturnType<typeof cutOff>): readonly string[] =>
  lost.map(({ counts, by, via: _, ...source }) => {
    const [, name] = Object.values(source);
    return [`${counts}: ${name}`, ...by.map((it) => it.client.name)].join(' by ');
  });

export const WORLD = cidr('0.0.0.0/0');
export const VPC = cidr('10.0.0.0/16');
export const OFFICE = cidr('192.168.0.0/24');
export const foreign: IngressSource = { kind: 'group', groupId: sg(7), isForeign: true };
export const stale: IngressSource = { ...foreign, isStale: true };
export const inGroup = (n: number, say: Partial<Client> = {}) => client(n, { groups: [sg(n)], ...say });
export const at = (n: number, address: string, say: Partial<Client> = {}) =>
  client(n, { addresses: [address], ...say });

export const check = ({ when: _, extent = 'some', lost = [], ...say }: Case): void => {
  const found = cutOff(say);
  expect(said(found)).toEqual(lost);
  expect([found.extent, found.relieved, found.ignored.length]).toEqual([extent, say.relieved, say.ignored ?? 0]);
};
