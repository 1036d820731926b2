import type { SecurityGroupId } from '../../core/model/ids.ts';
import { inChunks } from '../client/in-chunks.ts';

/** EC2 takes at most 200 values in a filter (EC2 user guide, "Filtering"). */
const valuesAtMost = 200;

/** Filters by `group-id` that together name each group once, none for no groups: no values at all would match anything. */
export const groupFilters = (ids: readonly SecurityGroupId[]) =>
  inChunks([...new Set(ids)], valuesAtMost).map((chunk) => ({ Name: 'group-id', Values: [...chunk] }));
