import { digest } from '../../runtime/load-policy.ts';
import type { Snapshot } from './schema.ts';

/**
 * A snapshot without what people wrote into it: names and the values of tags become digests of themselves, so that the same stays
 * the same, unless the policy has them; so do the numbers of accounts. Ids, addresses and rules stay, because plans are made of them.
 */
export const redacted = (snapshot: Snapshot, policyText: string): Snapshot => {
  const words = new Set(policyText.split(/[^\w.@/=+-]+/));
  const hidden = (text: string): string =>
    words.has(text) || text === '' ? text : `redacted-${digest(text).slice(0, 8)}`;
  const account = (text: string): string =>
    String(Number.parseInt(digest(text), 16))
      .slice(0, 12)
      .padStart(12, '0');
  const tags = (of: ReadonlyMap<string, string>) =>
    new Map([...of].map(([key, value]) => [hidden(key), hidden(value)]));
  return {
    ...snapshot,
    redacted: true,
    account: account(snapshot.account),
    fileSystems: snapshot.fileSystems.map((it) => ({ ...it, owner: account(it.owner), tags: tags(it.tags) })),
    vpcs: snapshot.vpcs.map((vpc) => ({
      ...vpc,
      owner: account(vpc.owner),
      usable: vpc.usable.map((it) => ({ ...it, owner: account(it.owner), name: hidden(it.name), tags: tags(it.tags) })),
    })),
    clients: snapshot.clients.map((it) => ({ ...it, name: it.machine, tags: tags(it.tags) })),
  };
};
