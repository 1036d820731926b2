import type { AwsClients } from '../aws/client/clients.ts';
import type { AccountFacts } from '../core/decide/policy-at.ts';
import type { Place } from '../core/model/place.ts';

/** A place, and what it is looked after with. */
export interface Station {
  readonly place: Place;
  /** The role whose changes are our own. */
  readonly roleArn: string;
  readonly clients: AwsClients;
  /** What the organisation says of its account; absent where there is none. */
  readonly facts?: AccountFacts;
}
