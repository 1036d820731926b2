import { TerminalError } from '../core/model/errors.ts';
import { type Place, placeKey } from '../core/model/place.ts';
import type { Organization, Policy } from '../core/model/policy.ts';
import { atMost } from '../engine/async/at-most.ts';
import { together } from '../engine/async/together.ts';
import type { OrganizationPorts } from '../engine/ports/organization-run.ts';

/** Step Functions hands at most 256 KiB from state to state; a place takes 52 bytes, and what is around them some more. */
const mostPlaces = 4_800;

/** Writes to the ledger under way at a time. */
const atOnce = 25;

/** The policy's section on the organisation. Throws one `TerminalError` where it has none. */
export const organizationOf = ({ organization }: Policy): Organization => {
  if (organization) return organization;
  const remedy = 'write organization with regions, as in infra/organization/README.md';
  throw new TerminalError(`the policy does not say which places are looked after: ${remedy}`, {
    code: 'policy-invalid',
  });
};

/** The places that are in the organisation and in the policy; each is put on record, and those on record that are neither are taken off it. */
export const discover = async (
  { accounts, coverage, clock }: OrganizationPorts,
  policy: Policy,
): Promise<{ readonly places: readonly Place[] }> => {
  const { accounts: which, regions } = organizationOf(policy);
  const at = clock.now();
  const found = await accounts.accountsBelow(which.units);
  const wanted = found.filter(({ id }) => !which.unless?.includes(id));
  const places = wanted.flatMap(({ id: account, name, units }) =>
    [...new Set(regions)].map((region) => ({ account, region, name, units })),
  );
  if (places.length === 0) {
    const remedy = 'check units and unless, and that the function may read AWS Organizations';
    throw new TerminalError(`organization.accounts of the policy names no account that is there: ${remedy}`, {
      code: 'policy-invalid',
    });
  }
  if (places.length > mostPlaces) {
    const remedy = 'have several deployments look after units of their own';
    throw new TerminalError(`${places.length} places are more than the ${mostPlaces} of one run: ${remedy}`, {
      code: 'policy-invalid',
    });
  }
  const inLine = atMost(atOnce);
  await together(places.map((place) => inLine(() => coverage.recordDiscovered(place, at))));
  const known = new Set(places.map(placeKey));
  const before = await coverage.listCoverage();
  const gone = before.places.filter((place) => !known.has(placeKey(place)));
  await together(gone.map((place) => inLine(() => coverage.recordGone(place, at))));
  return { places: places.map(({ account, region }) => ({ account, region })) };
};
