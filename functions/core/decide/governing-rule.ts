import type { LiveState } from '../model/live-state.ts';
import type { Condition, Pattern, Policy, Rule, TagCondition } from '../model/policy.ts';
import { holds } from '../model/tag-condition.ts';
import { fits } from './wildcards.ts';

/** What a rule's condition is about. */
export type Governed = Pick<LiveState, 'mountTarget' | 'fileSystem'>;

/** Whether a tag's value meets a condition of a rule. */
export const meets = (condition: TagCondition<Pattern>, value: string | undefined): boolean =>
  holds(condition, value, fits);

const lists = <Id>(listed: readonly Id[] | undefined, id: Id | undefined): boolean =>
  listed === undefined || id === undefined || listed.includes(id);

/** Whether a mount target satisfies a condition, as far as its zone is known. */
export const matches = (when: Condition, { mountTarget, fileSystem }: Governed): boolean =>
  lists(when.vpcs, mountTarget.vpcId) &&
  lists(when.fileSystems, mountTarget.fileSystemId) &&
  lists(when.availabilityZones, mountTarget.availabilityZone) &&
  [...when.tags].every(([key, condition]) => meets(condition, fileSystem.tags.get(key))) &&
  ![...when.unless].some(([key, condition]) => meets(condition, fileSystem.tags.get(key)));

/**
 * The first rule whose condition the mount target satisfies; undefined when none governs it. A mount target whose zone is
 * not known satisfies any zone: it must not fall to a later rule, and `decide` refuses it.
 */
export const governingRule = (policy: Policy, governed: Governed): Rule | undefined =>
  policy.rules.find((rule) => matches(rule.when, governed));
