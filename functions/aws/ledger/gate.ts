import type { Gate } from '../../engine/ports/record/gate.ts';
import type { Item, Key } from './item.ts';
import { readStored, stored } from './stored.ts';

const GATE = 'gate';

/** The key of the item that says whether anything may be written in a place. */
export const gateKey = (place: string): Key => ({ pk: place, sk: GATE });

/** Reads the gate; one that cannot be understood is a `TerminalError` that says how to open it. */
export const gateOf = (item: Item, about: string): Gate => {
  const { trial } = item;
  const gate = readStored(
    stored.gate,
    item,
    `${about}: the item "${GATE}"`,
    'correct it, or remove it to open the gate',
  );
  return { ...gate, ...(trial instanceof Set && { trial: trial.size }) };
};
