import type { Item, Key } from './item.ts';

/** Bytes of a compressed text in one item: DynamoDB lets an item have 400 kB. */
const mostBytes = 390_000;

/** The items that have the text of a policy, in order: always the same for the same text. */
export const policyTextItems = async (
  place: string,
  version: string,
  text: string,
): Promise<readonly (Key & Item)[]> => {
  // Loaded when a policy is new: it costs a cold start 2 ms.
  const { gzipSync } = await import('node:zlib');
  const zipped = gzipSync(text);
  const parts = Math.ceil(zipped.length / mostBytes);
  return Array.from({ length: parts }, (_, index) => ({
    pk: place,
    sk: `policy#${version}${index === 0 ? '' : `#${index + 1}`}`,
    parts,
    gzip: zipped.subarray(index * mostBytes, (index + 1) * mostBytes),
  }));
};

/** How a fault names the text of a policy. */
export const nameOfText = (version: string): string => `the text of policy ${version.slice(0, 8)}`;
