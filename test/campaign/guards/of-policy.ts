import type { IngressRule } from '../../../functions/core/model/ingress.ts';
import type { Policy } from '../../../functions/core/model/policy.ts';
import { here } from '../stage/here.ts';
import { type Removal, withLedger, withPorts } from './removal.ts';

const withLimits =
  (limits: Partial<Policy['limits']>) =>
  (policy: Policy): Policy => ({
    ...policy,
    limits: { ...policy.limits, ...limits },
  });

const theNetwork: IngressRule = { protocol: '-1', source: { kind: 'cidr', cidr: '10.0.0.0/8' } };

/** What keeps a write within what the policy says. */
export const guardsOfPolicy: readonly Removal[] = [
  {
    guard: 'audit-mode',
    how: 'rules that only audit are enforced',
    noticedBy: 'no-write-outside-policy',
    policy: (policy) => ({ ...policy, rules: policy.rules.map((rule) => ({ ...rule, mode: 'enforce' as const })) }),
  },
  {
    guard: 'exemptions',
    how: 'the policy has no exemptions',
    noticedBy: 'no-write-outside-policy',
    policy: (policy) => ({ ...policy, exemptions: [] }),
  },
  {
    guard: 'group-limit',
    how: 'a mount target may have a hundred groups',
    noticedBy: 'never-over-limit',
    policy: withLimits({ securityGroupsPerMountTarget: 100 }),
  },
  {
    guard: 'usable-groups',
    how: 'the groups of every VPC pass for usable in each',
    noticedBy: 'never-outside-vpc',
    app: withPorts(({ reader }) => {
      const everywhere = () => [...here().stage.history.latest().lives.values()].flatMap(({ usable }) => usable);
      return { reader: { ...reader, usableGroups: async () => everywhere() } };
    }),
  },
  {
    guard: 'sweep-budget',
    how: 'a sweep may change everything',
    noticedBy: 'within-sweep-budget',
    policy: withLimits({ changesPerSweep: { count: 1000, percent: 100 } }),
  },
  {
    guard: 'trial-limit',
    how: 'any number of changes may be tried under a policy that is not measured',
    noticedBy: 'tries-little',
    app: withLedger(({ tryOut }) => ({ tryOut: (trial, known) => tryOut({ ...trial, limit: 1000 }, known) })),
  },
  {
    guard: 'measuring',
    how: 'every policy passes for measured',
    noticedBy: 'tries-little',
    app: (app) =>
      withLedger(({ read }) => ({
        read: async (ids) => {
          const [standings, { version }] = await Promise.all([read(ids), app.readPolicy()]);
          return { ...standings, gate: { ...standings.gate, measured: version } };
        },
      }))(app),
  },
  {
    guard: 'hourly-budget',
    how: 'any number of changes fit into an hour',
    noticedBy: 'within-hourly-budget',
    policy: withLimits({ changesPerHour: 1_000_000 }),
  },
  {
    guard: 'flapping-stop',
    how: 'any number of changes to one mount target fit into its window',
    noticedBy: 'stops-flapping',
    policy: withLimits({ changesPerMountTarget: { count: 1_000_000, withinMs: 60_000 } }),
  },
  {
    guard: 'open-to-world',
    how: 'groups that open NFS to the world are a warning',
    noticedBy: 'never-opens-nfs',
    policy: (policy) => ({ ...policy, safety: { ...policy.safety, nfsOpenToWorld: 'warn' } }),
  },
  {
    guard: 'cut-off',
    how: 'every group passes for one that lets the network in',
    noticedBy: 'never-cuts-off',
    app: withPorts(({ reader }) => ({
      reader: {
        ...reader,
        rules: async (ids) => new Map([...(await reader.rules(ids)).keys()].map((id) => [id, [theNetwork]])),
      },
    })),
  },
];
