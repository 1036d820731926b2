import { attribute, expression } from './expression.ts';
import type { Update } from './table.ts';

/** Takes a lease unless another owner holds one that has not expired; times are epoch milliseconds. */
export const taking = (
  { owner, expiresAt }: { readonly owner: string; readonly expiresAt: number },
  now: number,
): Update => {
  const name = attribute('owner');
  return {
    update: expression`SET ${name} = ${owner}, leaseExpiresAt = ${expiresAt}`,
    when: expression`attribute_not_exists(${name}) OR leaseExpiresAt <= ${now} OR ${name} = ${owner}`,
    returning: 'item',
  };
};
