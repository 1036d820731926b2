import { stateOf } from '../../aws/ledger/file-system-state.ts';
import type { PreviewPorts } from '../../engine/sweep/preview.ts';

/** The record where nothing is on record. */
export const noLedger: PreviewPorts['ledger'] = {
  read: async () => ({ gate: {}, record: (id) => stateOf({}, id, id) }),
  between: async () => ({ changes: [], more: false }),
  unfinished: async () => [],
  knownGood: async () => ({ of: () => new Map() }),
};
