import type { PlaceDecided, PlaceOnRecord } from '../ports/coverage.ts';

/** Whether a run over an organisation swept all of a place. */
export const isSweptIn =
  (run: string) =>
  ({ swept, notSwept }: PlaceOnRecord): boolean =>
    swept?.run === run && notSwept === undefined;

/** What a run decided in a place, of all of it or of the part that it could read; undefined when it read nothing there. */
export const decidedIn =
  (run: string) =>
  (place: PlaceOnRecord): PlaceDecided | undefined => {
    if (isSweptIn(run)(place)) return place.swept;
    return place.notSwept?.run === run ? place.notSwept.part : undefined;
  };
