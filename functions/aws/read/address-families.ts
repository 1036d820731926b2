import type { MountTarget } from '../../core/model/live-state.ts';

/**
 * The families of a mount target's addresses, as DescribeMountTargets or its interface names them; nothing when neither
 * does. Either address may be absent since mount targets can be IPv6-only (EFS API model, IpAddressType).
 */
export const addressFamilies = (ipv4: string | undefined, ipv6: string | undefined): Pick<MountTarget, 'families'> => {
  const families = [ipv4 && ('IPv4' as const), ipv6 && ('IPv6' as const)].filter((family) => !!family);
  return families.length > 0 ? { families } : {};
};
