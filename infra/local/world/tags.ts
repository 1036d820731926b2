/** The tags of one resource by key. */
export type Tags = Map<string, string>;

/** Tags as a test or a person writes them. */
export type TagInput = Readonly<Record<string, string>> | ReadonlyMap<string, string>;

/** Copies tags into the form that the world keeps. */
export const tagsOf = (input: TagInput = {}): Tags => new Map(input instanceof Map ? input : Object.entries(input));

interface Pair {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Tags from the list form of the AWS APIs. */
export const fromPairs = (pairs: readonly Pair[] | undefined): Tags =>
  new Map((pairs ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

/** Tags in the list form of the AWS APIs. */
export const toPairs = (tags: Tags): { Key: string; Value: string }[] =>
  [...tags].map(([Key, Value]) => ({ Key, Value }));
