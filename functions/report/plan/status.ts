/** How a mount target is said to be, in the order in which a person is told of it. */
export const statuses = ['drifted', 'refused', 'failed', 'deferred', 'exempt', 'unmanaged', 'compliant'] as const;

export type RowStatus = (typeof statuses)[number];
