import { TerminalError } from '../../core/model/errors.ts';
import type { Tags } from '../../core/model/policy.ts';
import { together } from '../../engine/async/together.ts';
import { ask } from './ask.ts';
import type { Call } from './call.ts';

const unreadable = ({ about, action }: Call, what: string) =>
  new TerminalError(`${about}: ${action} answered ${what}; nothing is done on an answer that cannot be read`, {
    code: 'aws-error',
  });

/** The member of an answer that must be there: its absence is a fault, never an empty value. */
export const present = <T>(value: T | undefined, member: string, call: Call): T => {
  if (value === undefined) throw unreadable(call, `without ${member}`);
  return value;
};

/** The id in a member of an answer; a text that is not one is a fault that names it, never left out. */
export const parsed = <Id>(
  parse: (text: string) => Id | undefined,
  value: string | undefined,
  member: string,
  call: Call,
): Id => {
  const text = present(value, member, call);
  const id = parse(text);
  if (id === undefined) throw unreadable(call, `with ${member} "${text}"`);
  return id;
};

/** AWS's list of tags, by key. */
export const tagsOf = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
  call: Call,
): Tags => new Map(tags.map(({ Key, Value }) => [present(Key, 'Key', call), present(Value, 'Value', call)]));

/** One page of a list, and the token of the next. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** Follows a list page by page to its last; a token that comes back a second time is a fault, not an endless loop. */
export async function* pages<Item>(
  call: Call,
  page: (token: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<readonly Item[]> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    yield items;
    token = next || undefined;
    if (token && seen.has(token)) throw unreadable(call, `twice with the page token "${token}"`);
    if (token) seen.add(token);
  } while (token);
}

/** What AWS answers with a page of the list `Member`, and the token of the next page in either of two ways. */
type Listed<Member extends string, Item> = { readonly [_ in Member]?: readonly Item[] | undefined } & {
  readonly NextToken?: string | undefined;
  readonly NextMarker?: string | undefined;
};

/** The list in one member of AWS's answers, page by page as `ask` and `pages` do; `read` reads an item, into none or many too. */
export const listing = <Member extends string, Item, Read>(
  call: Call,
  member: Member,
  page: (token: string | undefined) => Promise<Listed<Member, Item>>,
  read: (item: Item, call: Call) => Read | readonly Read[],
): AsyncGenerator<readonly Read[]> =>
  pages(call, (token) =>
    ask(call, async () => {
      const answer = await page(token);
      const items = present<readonly Item[]>(answer[member], member, call).flatMap((item) => read(item, call));
      return { items, next: answer.NextToken ?? answer.NextMarker };
    }),
  );

/** Every item of lists that are read at the same time. */
export const everyItem = async <Item>(...lists: readonly AsyncIterable<readonly Item[]>[]): Promise<readonly Item[]> =>
  (await together(lists.map((list) => Array.fromAsync(list)))).flat().flatMap((page) => [...page]);
