import type { PlaceOnRecord } from '../engine/ports/coverage.ts';
import { isSweptIn } from '../engine/sweep/in-run.ts';

/** Why a place was not swept in a run, as it is told. */
export interface Missed {
  readonly account: string;
  readonly name: string;
  readonly region: string;
  readonly code: string;
  readonly reason: string;
  /** When a sweep last saw all of it, in ISO 8601; null when none did. */
  readonly lastSweptAt: string | null;
}

const noAnswer = {
  code: 'failed',
  reason: 'its sweep ended without an answer. Read the logs of the sweep function and of the run',
};

/** The places that a run did not sweep, each with the reason. */
export const missedIn = (run: string, places: readonly PlaceOnRecord[]): readonly Missed[] =>
  places
    .filter((place) => !isSweptIn(run)(place))
    .map(({ account, name, region, swept, notSwept }) => {
      const { code, reason } = notSwept?.run === run ? notSwept : noAnswer;
      const lastSweptAt = swept ? new Date(swept.at).toISOString() : null;
      return { account, name, region, code, reason, lastSweptAt };
    });
