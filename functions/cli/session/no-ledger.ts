import type { PreviewPorts } from '../../engine/sweep/preview.ts';

/** The record where nothing is on record. */
export const noLedger: PreviewPorts['ledger'] = {
  read: async () => ({
    gate: {},
    record: (id) => ({
      id,
      holds: new Map(),
      holdsVersion: 0,
      releasedAt: new Map(),
      landed: [],
      refusals: new Map(),
      good: new Map(),
      pointed: new Set(),
    }),
  }),
  between: async () => ({ changes: [], more: false }),
  unfinished: async () => [],
  knownGood: async () => ({ of: () => new Map() }),
};
