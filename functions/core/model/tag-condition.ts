import type { TagCondition } from './policy.ts';

/** Whether a tag's value meets a condition; `standsFor` tells whether one of the listed values does. */
export const holds = <Value>(
  condition: TagCondition<Value>,
  value: string | undefined,
  standsFor: (listed: Value, value: string) => boolean = Object.is,
): boolean => value !== undefined && (condition.any || condition.oneOf.some((listed) => standsFor(listed, value)));
