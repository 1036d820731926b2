import type { Stopped } from '../../core/brakes/too-much-together.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { Place } from '../../core/model/place.ts';
import type { ToldSecurityHub } from './security-hub.ts';

/** Why a place was not swept, or not to its end. A closed set: alarms and summaries depend on it. */
export const notSweptCodes = [
  /** AWS denied a read although the read role was assumed. */
  'access-denied',
  /** Anything else; the reason says what. */
  'failed',
  /** The time of one sweep was not enough; the next run begins where this one ended. */
  'partial',
  /** The account has not enabled the Region. */
  'region-disabled',
  /** The read role cannot be assumed: it does not exist, or does not trust the hub. STS answers alike. */
  'role-missing',
  'throttled',
  /** Another sweep of the place had not ended. */
  'under-way',
] as const;

/** One of `notSweptCodes`. */
export type NotSweptCode = (typeof notSweptCodes)[number];

/** What the organisation says of a place. */
export interface PlaceFacts extends Place {
  /** The account's name. */
  readonly name: string;
  /** Ids of the organizational units that the account is in, the root first, its parent last. */
  readonly units: readonly string[];
}

/** What a sweep decided of the mount targets that it read. */
export interface PlaceDecided {
  readonly policyVersion: string;
  /** How many of them the policy would change. */
  readonly changes: number;
  /** How many were queued to be changed. */
  readonly queued: number;
  /** How many have drift that stays, because the account has no role that writes: these are no changes. */
  readonly notEnforced: number;
  /** Why none of the changes may be made at the moment; absent where they may. */
  readonly stopped?: Stopped;
}

/** What a sweep of a whole place found. */
export interface PlaceSwept extends PlaceDecided {
  /** When it began, in epoch milliseconds. */
  readonly at: number;
  /** The run of the state machine that it was part of. */
  readonly run: string;
  readonly dryRun: boolean;
  /** Stands for what would be written; the same while nothing changes. */
  readonly fingerprint: string;
  /** Mount targets looked at. */
  readonly checked: number;
  /** Mount targets by status. */
  readonly summary: Readonly<Record<string, number>>;
  /** What Security Hub there was told; absent where the deployment tells it nothing. */
  readonly securityHub?: ToldSecurityHub;
}

/** What a sweep decided whose time was not enough. */
export interface PlacePart extends PlaceDecided {
  /** The file system behind which it began; absent when it began with the first. */
  readonly after?: FileSystemId;
}

/** Why a place was not swept in a run. */
export interface PlaceNotSwept {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly run: string;
  readonly code: NotSweptCode;
  /** A sentence for a person, with what to do. */
  readonly reason: string;
  /** What was decided of what could be read; absent when nothing was. */
  readonly part?: PlacePart;
}

/** A place of the organisation on record. */
export interface PlaceOnRecord extends PlaceFacts {
  /** When the organisation was last seen to have it, in epoch milliseconds. */
  readonly discoveredAt: number;
  /** Since when the organisation has had it without a break, in epoch milliseconds. */
  readonly since: number;
  /** Whether the account had the role that writes when it was last tried; absent when it never was. */
  readonly isEnforced?: boolean;
  /** The last sweep that saw all of it; absent when none did. */
  readonly swept?: PlaceSwept;
  /** What the last plan of it counted, by metric; absent when there was none. */
  readonly gauges?: Readonly<Record<string, number>>;
  /** Why it was not swept since then; absent when it was. */
  readonly notSwept?: PlaceNotSwept;
}

/** The places on record. */
export interface PlacesOnRecord {
  /** By account, then by Region. */
  readonly places: readonly PlaceOnRecord[];
  /** What is wrong with those that cannot be read, in a sentence each; absent when all can. */
  readonly unreadable?: readonly string[];
}

/** What is on record of the places of an organisation. Throws as the ledger does. */
export interface Coverage {
  listCoverage(): Promise<PlacesOnRecord>;
  /** A place of the organisation; undefined when it has none such. */
  placeOnRecord(place: Place): Promise<PlaceOnRecord | undefined>;
  /** Keeps a place that the organisation has at a time (epoch milliseconds); what sweeps recorded of it stays. */
  recordDiscovered(facts: PlaceFacts, at: number): Promise<void>;
  /** Keeps whether the account of a place has the role that writes. */
  recordEnforced(place: Place, isEnforced: boolean): Promise<void>;
  /** Takes a place off the record at a time (epoch milliseconds), unless it was discovered since. */
  recordGone(place: Place, at: number): Promise<void>;
  /** Keeps what a sweep found, and what it counted if it did. False when the place is not on record. */
  recordSwept(place: Place, swept: PlaceSwept, gauges?: Readonly<Record<string, number>>): Promise<boolean>;
  /** Keeps why a place was not swept, beside what the last sweep found. False when the place is not on record. */
  recordNotSwept(place: Place, notSwept: PlaceNotSwept): Promise<boolean>;
}
