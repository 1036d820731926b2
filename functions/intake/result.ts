import type { Order, Request } from '../core/model/request.ts';

/** Why an event asks for no look. A closed set: it is part of the answer to a direct invoke. */
export type Ignored =
  /** The call was refused by AWS, so nothing changed. */
  | 'failed-call'
  /** Nothing that mountguard looks after can have changed. */
  | 'not-relevant'
  /** It is about another account or Region than the deployment looks after. */
  | 'not-of-this-account-and-region'
  /** mountguard's own role made the call. */
  | 'own-change';

/** What an event asks for. Says where to look and never what to do there. */
export type Intake =
  | { readonly kind: 'look'; readonly request: Request }
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'ignored'; readonly ignored: Ignored; readonly eventId?: string }
  | Malformed;

/** An event that cannot be read; `message` names the field, its value and what is expected, and is for a person. */
export interface Malformed {
  readonly kind: 'malformed';
  readonly message: string;
}

/** Builds the answer for an event that asks for nothing. */
export const ignore = (ignored: Ignored) => ({ kind: 'ignored', ignored }) as const;

/** Builds the answer for an event of AWS that is not as AWS sends it. */
export const notAsDelivered = (message: string): Malformed =>
  malformed(`${message}. Send the event as AWS delivered it.`);

/** Builds the answer for an event that cannot be read. */
export const malformed = (message: string): Malformed => ({ kind: 'malformed', message });
