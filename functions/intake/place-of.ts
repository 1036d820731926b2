import { ACCOUNT, type Place, REGION } from '../core/model/place.ts';
import { quote } from './quote.ts';
import { at, isObject, text } from './read.ts';
import { type Malformed, malformed } from './result.ts';

/** What an event or payload is about, and what is left of it once its place is known. */
export interface Placed {
  readonly kind: 'placed';
  readonly place: Place;
  readonly event: Readonly<Record<string, unknown>>;
}

const cloudTrail = 'AWS API Call via CloudTrail';

/** Where else an event names its account, and its Region. */
const repeated = {
  account: ['detail.recipientAccountId', 'detail.awsAccountId', 'detail.configurationItem.awsAccountId'],
  region: ['detail.awsRegion', 'detail.configurationItem.awsRegion'],
} as const;

/** What CloudTrail says in every event. */
const always: readonly string[] = ['detail.recipientAccountId', 'detail.awsRegion'];

const placeIn = (of: unknown, what: string): Place | Malformed => {
  const place = { account: text(of, 'account') ?? '', region: text(of, 'region') ?? '' };
  if (!ACCOUNT.test(place.account))
    return malformed(`${what}: account is ${quote(at(of, 'account'))}; expected the 12 digits of an account.`);
  if (!REGION.test(place.region))
    return malformed(`${what}: region is ${quote(at(of, 'region'))}; expected the name of a Region.`);
  return place;
};

/** What stands against the account and Region of the envelope, which EventBridge sets, in what the event says itself. */
const contradiction = (event: unknown, place: Place): Malformed | undefined => {
  const isCall = text(event, 'detail-type') === cloudTrail;
  for (const name of ['account', 'region'] as const)
    for (const path of repeated[name]) {
      const said = at(event, path);
      const isMissing = said === undefined && !(isCall && always.includes(path));
      if (isMissing || said === place[name]) continue;
      return malformed(
        `${path} is ${quote(said)} and ${name} is ${quote(place[name])}; both must name the same. Send the event as AWS delivered it.`,
      );
    }
  return undefined;
};

/**
 * Says which place of an organisation an event, a message or a payload is about: an event by its envelope alone, a payload by its
 * field `place`. Never throws: what names no place, or two, is `malformed`.
 */
export const placeOf = (event: unknown): Placed | Malformed => {
  if (!isObject(event)) return malformed(`the event is ${quote(event)}; expected a JSON object.`);
  const isEvent = Object.hasOwn(event, 'detail-type') || Object.hasOwn(event, 'source');
  if (isEvent || Object.hasOwn(event, 'cause') || Object.hasOwn(event, 'version')) {
    const place = placeIn(event, isEvent ? 'event' : 'message');
    if ('kind' in place) return place;
    return (isEvent ? contradiction(event, place) : undefined) ?? { kind: 'placed', place, event };
  }
  const { place: of, ...rest } = event;
  if (!isObject(of))
    return malformed(
      `place is ${quote(of)}; this deployment looks after an organisation: name an account and Region, as in {"place": {"account": "111122223333", "region": "eu-west-1"}}.`,
    );
  const place = placeIn(of, 'place');
  return 'kind' in place ? place : { kind: 'placed', place, event: rest };
};
