import { AwsFault } from '../wire/aws-fault.ts';

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** The page sizes of most EC2 describe operations (EC2 API model). */
const USUAL = { least: 5, most: 1000 };

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
 * One page of what `keep` holds for, or all of it where no MaxResults is asked for.
 * Throws `InvalidParameterValue` on a size out of bounds and `InvalidNextToken` on a made-up token.
 */
export const ec2Page = <Item extends { readonly id: string }>(
  all: Iterable<Item>,
  { MaxResults = Number.POSITIVE_INFINITY, NextToken }: PageRequest,
  keep: (item: Item) => boolean,
  { least, most } = USUAL,
): { readonly items: readonly Item[]; readonly next?: string } => {
  if (MaxResults < least || (MaxResults > most && MaxResults !== Number.POSITIVE_INFINITY)) {
    throw new AwsFault(
      'InvalidParameterValue',
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between ${least} and ${most}.`,
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
