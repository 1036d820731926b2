import { type Sources, union } from './reach.ts';
import { isSameSources, readSources, type WrittenSources } from './written-sources.ts';

/** What a set let in that satisfied the policy, and between which times that is known (epoch milliseconds). */
export interface GoodSpan {
  readonly lets: WrittenSources;
  readonly from: number;
  /** Absent while it lasts: it was so at the last finished sweep. */
  readonly to?: number;
  readonly policyVersion: string;
}

/** Spans of one mount target on record, which each let in others: one more each hour, as sweeps usually go, for a day and some. */
const mostSpans = 32;

/** What is on record of the sets of one mount target that satisfied the policy. */
export interface GoodRecord {
  /** The newest last. */
  readonly spans: readonly GoodSpan[];
  /** When the drift that stands was first seen, or the right set no longer, in epoch milliseconds; absent when no sweep has seen it. */
  readonly driftSince?: number;
}

/** Whom a change may not hurt, by the record. */
export interface Protection {
  /**
   * What compliant sets of late let in, each and all together, and when that is known last; absent when none is on record: then
   * all who get in now are protected.
   */
  readonly recent?: { readonly sets: readonly Sources[]; readonly sources: Sources; readonly until: number };
  /**
   * What any set on record let in; present where an outage may weigh more than who loses access: where the last set satisfied the
   * policy in force, or nothing is on record and the set was attached only now.
   */
  readonly ever?: Sources;
}

/**
 * What is on record of a mount target. One that the last finished sweep has not seen, although it saw others of the file system,
 * is new: no client can have come by it before, so that it has the record of the others, as far as that was known.
 */
export const recordOf = <Id>(id: Id, ofFileSystem: ReadonlyMap<Id, GoodRecord>, sweptAt = 0): GoodRecord => {
  const closed = (span: GoodSpan): GoodSpan => ({ ...span, to: span.to ?? Math.max(span.from, sweptAt) });
  const others = () => [...ofFileSystem.values()].flatMap(({ spans }) => spans.map(closed));
  return (
    ofFileSystem.get(id) ?? {
      spans: others()
        .sort((a, b) => a.from - b.from)
        .slice(-mostSpans),
    }
  );
};

/** By what the record is read: the policy in force, its `undoWithin`, and times in epoch milliseconds. */
export interface ReadingOfRecord {
  readonly policyVersion: string;
  readonly undoWithinMs: number;
  readonly now: number;
  /** When the last finished sweep began. */
  readonly sweptAt?: number | undefined;
  /** Whether the set that is attached is known to be new, so that who gets in by it came with it. */
  readonly isFresh: boolean;
}

/** Nothing is known of the record. */
export const UNRECORDED: Protection = {};

const setsIn = (spans: readonly GoodSpan[]): readonly Sources[] => spans.map(({ lets }) => readSources(lets));

/** What is on record once our last fix is on it: drift that was seen before that is another drift. */
export const sinceFix = (record: GoodRecord, fix: GoodSpan | undefined): GoodRecord =>
  fix && record.driftSince !== undefined && record.driftSince <= fix.from ? { spans: record.spans } : record;

/**
 * Whom a change may not hurt: those that a compliant set let in within `undoWithinMs` before the drift was first seen. Access
 * that came with the drift protects no client, however long the drift stands.
 */
export const protectionBy = ({ spans, driftSince }: GoodRecord, by: ReadingOfRecord): Protection => {
  const { policyVersion, undoWithinMs, now, sweptAt = 0, isFresh } = by;
  const seen = driftSince ?? now;
  const endOf = ({ from, to = sweptAt }: GoodSpan): number => Math.max(from, to);
  const recent = spans.filter((span) => span.from <= seen && endOf(span) >= seen - undoWithinMs);
  const last = spans.toSorted((a, b) => endOf(b) - endOf(a))[0];
  const sets = setsIn(recent);
  // What a sweep has seen already, and never good, may be as it always was.
  const isNew = isFresh && driftSince === undefined;
  return {
    ...(sets.length > 0 && {
      recent: { sets, sources: union(sets), until: Math.min(seen, Math.max(...recent.map(endOf))) },
    }),
    ...((last ? last.policyVersion === policyVersion : isNew) && { ever: union(setsIn(spans)) }),
  };
};

/** What a sweep saw of a mount target. */
export type Sight =
  | { readonly of: 'compliant'; readonly lets: WrittenSources; readonly policyVersion: string }
  | { readonly of: 'drift' }
  /** A person lets it stay unchanged, by a hold or an exemption. */
  | { readonly of: 'excused' }
  /** It is not known: it could not be read, no rule governs it, or only a policy is satisfied that is not in force yet. */
  | { readonly of: 'untold' };

/**
 * What is on record of a mount target once a sweep has seen it; the very same when nothing changed, so that the sweep's own
 * time is all that has to be recorded.
 *
 * @param at when the sweep began, and `sweptAt` when the one before did, in epoch milliseconds.
 */
export const recordAfter = (record: GoodRecord, sight: Sight, at: number, sweptAt = at): GoodRecord => {
  const { spans, driftSince } = record;
  const open = spans.at(-1)?.to === undefined ? spans.at(-1) : undefined;
  const closed = open ? spans.with(-1, { ...open, to: Math.max(open.from, sweptAt) }) : spans;
  switch (sight.of) {
    case 'compliant': {
      const { lets, policyVersion } = sight;
      const letsInTheSame = (span: GoodSpan): boolean => isSameSources(span.lets, lets);
      const isSaid = open?.policyVersion === policyVersion && letsInTheSame(open) && driftSince === undefined;
      if (isSaid) return record;
      // The new span is known longer: what let in the same before, under whatever policy, adds nothing but its size.
      const others = closed.filter((span) => !letsInTheSame(span));
      return { spans: [...others, { lets, from: at, policyVersion }].slice(-mostSpans) };
    }
    case 'drift':
      return open || driftSince === undefined ? { spans: closed, driftSince: driftSince ?? at } : record;
    case 'excused':
      return open || driftSince !== undefined ? { spans: closed } : record;
    case 'untold':
      // What comes in that time has not been seen, so that its age counts from here.
      return open ? { spans: closed, driftSince: at } : record;
  }
};
