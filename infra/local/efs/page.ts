import { AwsFault } from '../wire/aws-fault.ts';

const PAGE = 100;

/** One page of 100, whatever was asked for: MaxItems is ignored (EFS API model). Throws `BadRequest` on a made-up marker. */
export const efsPage = <Item>(
  items: readonly Item[],
  { Marker, MaxItems }: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
): { readonly items: readonly Item[]; readonly next?: string } => {
  if (MaxItems !== undefined && !(MaxItems >= 1)) throw new AwsFault('BadRequest', 'MaxItems must be at least 1.');
  const start = Marker === undefined ? 0 : Number(Buffer.from(Marker, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw new AwsFault('BadRequest', `Invalid marker: ${Marker}`);
  const end = start + PAGE;
  const next = end < items.length ? { next: Buffer.from(String(end)).toString('base64url') } : {};
  return { items: items.slice(start, end), ...next };
};
