import { AwsFault } from '../wire/aws-fault.ts';

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

const LEAST = 5;
const MOST = 1000;

const startOf = <Item extends { readonly id: string }>(items: readonly Item[], token: string | undefined): number => {
  if (token === undefined) return 0;
  const [, place = '', id] = /^(\d+):(.+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (id === undefined) throw new AwsFault('InvalidNextToken', 'The token is invalid.');
  // Items may have been taken out between two pages; nothing that stayed may be skipped for it.
  if (items[Number(place)]?.id === id) return Number(place) + 1;
  const moved = items.findIndex((each) => each.id === id);
  return moved < 0 ? Number(place) : moved + 1;
};

/**
 * One page of what `keep` holds for: MaxResults of 5 to 1000 items, or all of them without MaxResults (EC2 API model).
 * Throws `InvalidParameterValue` on any other size and `InvalidNextToken` on a made-up token.
 */
export const ec2Page = <Item extends { readonly id: string }>(
  all: Iterable<Item>,
  { MaxResults = Number.POSITIVE_INFINITY, NextToken }: PageRequest,
  keep: (item: Item) => boolean,
): { readonly items: readonly Item[]; readonly next?: string } => {
  if (MaxResults < LEAST || (MaxResults > MOST && MaxResults !== Number.POSITIVE_INFINITY)) {
    throw new AwsFault(
      'InvalidParameterValue',
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between ${LEAST} and ${MOST}.`,
    );
  }
  const items = [...all];
  const kept: Item[] = [];
  let last = 0;
  for (let place = startOf(items, NextToken); place < items.length; place += 1) {
    const item = items[place];
    if (item === undefined || !keep(item)) continue;
    if (kept.length === MaxResults) {
      return { items: kept, next: Buffer.from(`${last}:${kept.at(-1)?.id}`).toString('base64url') };
    }
    kept.push(item);
    last = place;
  }
  return { items: kept };
};
