import {
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { atMost } from '../../engine/async/at-most.ts';
import { together } from '../../engine/async/together.ts';
import type { MemberAccount, OrganizationReader } from '../../engine/ports/organization.ts';
import { ask } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';
import { everyItem, listing, present } from '../client/read-answer.ts';

/** Organizations lets an account make few calls a second (Organizations user guide, "Quotas"): so many at once, and many tries. */
const [atOnce, maxAttempts] = [4, 10];

/** Reads accounts and units, page by page, as the account that administers the organisation or is its delegate. */
export const organizationAccounts = (options: ClientOptions = {}): OrganizationReader => {
  const client = new OrganizationsClient({ ...clientConfig({ maxAttempts, ...options }), retryMode: 'adaptive' });
  const inLine = atMost(atOnce);

  const roots = (): Promise<readonly string[]> => {
    const call: Call = { action: 'organizations:ListRoots', about: 'the organisation' };
    const page = (NextToken?: string) => client.send(new ListRootsCommand({ NextToken }));
    return everyItem(listing(call, 'Roots', page, ({ Id }, of) => present(Id, 'Id', of)));
  };

  const unitsIn = (ParentId: string): Promise<readonly string[]> => {
    const call: Call = { action: 'organizations:ListOrganizationalUnitsForParent', about: ParentId };
    const page = (NextToken?: string) =>
      inLine(() => client.send(new ListOrganizationalUnitsForParentCommand({ ParentId, NextToken })));
    return everyItem(listing(call, 'OrganizationalUnits', page, ({ Id }, of) => present(Id, 'Id', of)));
  };

  const accountsIn = (ParentId: string, units: readonly string[]): Promise<readonly MemberAccount[]> => {
    const call: Call = { action: 'organizations:ListAccountsForParent', about: ParentId };
    const page = (NextToken?: string) =>
      inLine(() => client.send(new ListAccountsForParentCommand({ ParentId, NextToken })));
    return everyItem(
      listing(call, 'Accounts', page, ({ Id, Name = '', Status }, of) =>
        Status === 'ACTIVE' ? [{ id: present(Id, 'Id', of), name: Name, units }] : [],
      ),
    );
  };

  const below = async (parent: string, above: readonly string[]): Promise<readonly MemberAccount[]> => {
    const units = [...above, parent];
    const [own, children] = await together([accountsIn(parent, units), unitsIn(parent)]);
    const deeper = await together(children.map((child) => below(child, units)));
    return [...own, ...deeper.flat()];
  };

  /** The units above a unit, the root first. */
  const above = async (unit: string): Promise<readonly string[]> => {
    if (unit.startsWith('r-')) return [];
    const call: Call = { action: 'organizations:ListParents', about: unit };
    const { Parents } = await inLine(() => ask(call, () => client.send(new ListParentsCommand({ ChildId: unit }))));
    const parent = present(present(Parents, 'Parents', call)[0]?.Id, 'Parents', call);
    return [...(await above(parent)), parent];
  };

  return {
    accountsBelow: async (units) => {
      const tops = units ?? (await roots());
      const found = await together(tops.map(async (top) => below(top, await above(top))));
      // A unit that is named may be below another that is.
      return [...new Map(found.flat().map((account) => [account.id, account])).values()];
    },
  };
};
