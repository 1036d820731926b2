import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../engine/ports/ports.ts';

/** The machine's own time. */
export const clock: Clock = { now: Date.now, sleep: (ms) => sleep(ms) };
