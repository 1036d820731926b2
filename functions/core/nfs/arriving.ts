import type { MountTarget } from '../model/live-state.ts';
import { type Ranges, subtractRanges } from '../net/ranges.ts';
import { type Sources, sourcesOfCidrs } from './reach.ts';

/** Of a mount target's addresses; any when they are not known. */
type Families = MountTarget['families'];

const WHOLE = { IPv4: sourcesOfCidrs(['0.0.0.0/0']).addresses, IPv6: sourcesOfCidrs(['::/0']).addresses };

/** Addresses that no packet to a mount target comes from: this host, loopback, link-local, multicast and reserved ones (RFC 6890). */
const NEVER_SENDS = sourcesOfCidrs([
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'],
  ...['::/127', 'fe80::/10', 'ff00::/8'],
]).addresses;

/** Every address of a family that a mount target has no address of. */
export const otherFamilies = (families: Families): Ranges =>
  (['IPv4', 'IPv6'] as const).filter((name) => families?.includes(name) === false).flatMap((name) => WHOLE[name]);

/** The sources without the addresses from which nothing can come to a mount target that has addresses of these families. */
export const arriving = (sources: Sources, families: Families): Sources => ({
  ...sources,
  addresses: subtractRanges(subtractRanges(sources.addresses, NEVER_SENDS), otherFamilies(families)),
});
