import * as z from 'zod/mini';
import type { Place } from '../core/model/place.ts';
import { placeOf } from './place-of.ts';
import { at, isObject } from './read.ts';
import { type Malformed, malformed } from './result.ts';
import { dryRun, expected, readStrictly } from './strict.ts';

/** The sweep of one place, by a run of the organisation's state machine. */
export interface PlaceSweepRequest {
  readonly kind: 'place-sweep';
  readonly place: Place;
  /** The name of the run. */
  readonly run: string;
  /** What drifted is counted and not queued. */
  readonly dryRun: boolean;
}

const payload = z.strictObject({
  sweep: z.strictObject(
    {
      place: z.strictObject({ account: z.string(), region: z.string() }),
      run: z.string().check(z.regex(/^[\w.-]{1,80}$/, { error: expected('the name of an execution') })),
    },
    { error: expected('{"place": {"account", "region"}, "run"}') },
  ),
  dryRun,
});

/** Reads `{"sweep": {"place": {"account", "region"}, "run"}, "dryRun"}`; undefined when the payload asks for something else. Never throws. */
export const placeSweep = (event: unknown): PlaceSweepRequest | Malformed | undefined => {
  if (!isObject(event) || !Object.hasOwn(event, 'sweep')) return undefined;
  const placed = placeOf({ place: at(event, 'sweep.place') });
  if (placed.kind === 'malformed') return malformed(`sweep: ${placed.message}`);
  return readStrictly('sweep', payload, event, ({ sweep: { run }, dryRun }) => ({
    kind: 'place-sweep',
    place: placed.place,
    run,
    dryRun,
  }));
};
