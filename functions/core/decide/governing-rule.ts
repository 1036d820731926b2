import type { Condition, Policy, Rule, TagCondition, Tags } from '../model/policy.ts';

/** Whether a tag's value meets a condition; `standsFor` tells whether one of the listed values does. */
export const holds = <Value>(
  condition: TagCondition<Value>,
  value: string | undefined,
  standsFor: (listed: Value, value: string) => boolean = Object.is,
): boolean => value !== undefined && (condition.any || condition.oneOf.some((listed) => standsFor(listed, value)));

/** Whether tags satisfy a condition: every key of `tags` holds and no key of `unless` does. */
export const matches = (when: Condition, tags: Tags): boolean =>
  [...when.tags].every(([key, condition]) => holds(condition, tags.get(key))) &&
  ![...when.unless].some(([key, condition]) => holds(condition, tags.get(key)));

/** The first rule whose condition the file system's tags satisfy; undefined when none governs it. */
export const governingRule = (policy: Policy, tags: Tags): Rule | undefined =>
  policy.rules.find((rule) => matches(rule.when, tags));
