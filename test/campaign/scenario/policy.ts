import { fileSystemId, mountTargetId, securityGroupId } from '../../../functions/core/model/ids.ts';
import type { Exemption, Policy, Rule, Selector } from '../../../functions/core/model/policy.ts';
import type { World } from '../../../infra/local/world/world.ts';
import { any, byName, byTags, oneOf, optional, policy, ref, rule, when } from '../../support/builders.ts';
import { must } from '../../support/must.ts';
import type { Chance } from '../stage/chance.ts';
import { environments, groupNames, teams } from './account.ts';

const anySelector = (world: World, chance: Chance): Selector => {
  const group = chance.pickIfAny([...world.securityGroups.keys()]);
  const selector = chance.pick<() => Selector>([
    () => byTags({ 'nfs-access': oneOf([ref('environment')]) }),
    () => byTags({ 'nfs-access': oneOf([ref('environment')]) }),
    () => byTags({ 'nfs-access': oneOf(['prod'], ['staging']) }),
    () => byTags({ 'nfs-access': any }),
    () => byTags({ 'nfs-access': oneOf([chance.pick(environments)]), ...(chance.happens(0.3) && { team: any }) }),
    () => byTags({ team: oneOf([ref('team')]) }),
    () => byName('nfs-', ref('environment')),
    () => byName(chance.pick(groupNames)),
    () => ({ by: 'id', id: must(securityGroupId(group ?? '')), optional: false }),
  ])();
  return chance.happens(0.6) ? optional(selector) : selector;
};

const anyRule = (name: string, world: World, chance: Chance): Rule =>
  rule({
    name,
    when: when(
      {
        ...(chance.happens(0.6) && { environment: chance.happens(0.8) ? any : oneOf(chance.pick(environments)) }),
        ...(chance.happens(0.15) && { team: oneOf(chance.pick(teams)) }),
      },
      chance.happens(0.2) ? { legacy: any } : {},
    ),
    securityGroups: Array.from({ length: chance.between(1, 2) }, () => anySelector(world, chance)),
    match: chance.pick(['exactly', 'exactly', 'at-least', 'at-most'] as const),
    mode: chance.happens(0.9) ? 'enforce' : 'audit',
  });

const anyExemption = (world: World, now: number, chance: Chance): readonly Exemption[] => {
  const target = chance.pickIfAny([...world.mountTargets.values()]);
  if (!target || !chance.happens(0.12)) return [];
  const covers = chance.happens(0.5) ? mountTargetId(target.id) : fileSystemId(target.fileSystemId);
  const expiresAt = now + chance.between(-60_000, 900_000);
  return [{ covers: must(covers), expiresAt, until: '2026-11-01', reason: 'INC-1' }];
};

/** Any policy of one to three rules that has something to say about an account. */
export const anyPolicy = (version: string, world: World, now: number, chance: Chance): Policy => {
  const rules = ['first', 'second', 'third'].slice(0, chance.between(1, 3)).map((name) => anyRule(name, world, chance));
  const made = policy(rules, { limit: chance.pick([2, 4, 5, 5, 5]), exemptions: anyExemption(world, now, chance) });
  const changesPerSweep = chance.happens(0.7)
    ? { count: 25, percent: 100 }
    : { count: chance.between(1, 2), percent: 50 };
  return {
    ...made,
    version,
    mode: 'enforce',
    unmatched: chance.happens(0.5) ? 'report' : 'ignore',
    safety: {
      ...made.safety,
      nfsOpenToWorld: chance.happens(0.8) ? 'refuse' : 'warn',
      nfsCutOff: chance.happens(0.8) ? 'refuse' : 'warn',
    },
    limits: {
      ...made.limits,
      changesPerSweep,
      changesPerMountTarget: { count: chance.between(1, 8), withinMs: chance.between(5, 60) * 60_000 },
      changesPerHour: chance.happens(0.8) ? 500 : chance.between(1, 4),
    },
  };
};
