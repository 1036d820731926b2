import { guardsOfEvents } from './of-events.ts';
import { guardsOfPolicy } from './of-policy.ts';
import { guardsOfWriting } from './of-writing.ts';
import type { Removal } from './removal.ts';

/** Every guard that can be taken away, to see that it is missed. */
export const removals: readonly Removal[] = [...guardsOfWriting, ...guardsOfPolicy, ...guardsOfEvents];
