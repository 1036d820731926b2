import type { Safety } from '../model/policy.ts';
import { holds } from '../model/tag-condition.ts';
import { touching } from '../net/ranges.ts';
import type { Client } from './client.ts';
import type { KnownClient } from './known-clients.ts';
import type { Sources } from './reach.ts';

/** Whether a client has a tag that the policy does not count clients by. */
export const isIgnored = ({ tags }: Client, { ignore }: Safety['clients']): boolean =>
  ignore.entries().some(([key, condition]) => holds(condition, tags.get(key)));

/** Whether these sources let a client in, by a group of it or by one of its addresses; of a block that is delegated to it, by a part. */
export const letsIn = ({ groups, addresses, unreadable }: Sources, { client, places }: KnownClient): boolean =>
  unreadable.size > 0 ||
  client.groups.some((id) => groups.has(id)) ||
  places.some((place) => place !== undefined && touching(addresses, place).length > 0);
