import {
  DescribeAvailabilityZones$,
  type DescribeAvailabilityZonesRequest,
  type DescribeAvailabilityZonesResult,
} from '@aws-sdk/client-ec2';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { zonesOf } from '../world/zones.ts';
import { filterBy } from './filter.ts';

const list = (input: DescribeAvailabilityZonesRequest, { world }: Context): DescribeAvailabilityZonesResult => {
  const zones = zonesOf(world.region).map((zone) => ({ ...zone, tags: new Map<string, string>() }));
  const passes = filterBy<(typeof zones)[number]>(input.Filters, {
    'region-name': () => [world.region],
    state: () => ['available'],
    'zone-id': ({ id }) => [id],
    'zone-name': ({ name }) => [name],
    'zone-type': () => ['availability-zone'],
  });
  for (const name of input.ZoneNames ?? []) {
    if (zones.some((zone) => zone.name === name)) continue;
    throw new AwsFault('InvalidParameterValue', `Invalid availability zone: [${name}]`);
  }
  const asked = zones.filter(
    ({ name, id }) => (input.ZoneNames?.includes(name) ?? true) && (input.ZoneIds?.includes(id) ?? true),
  );
  return {
    AvailabilityZones: asked.filter(passes).map(({ name, id }) => ({
      ZoneName: name,
      ZoneId: id,
      RegionName: world.region,
      GroupName: `${world.region}-zg-1`,
      NetworkBorderGroup: world.region,
      OptInStatus: 'opt-in-not-required',
      State: 'available',
      ZoneType: 'availability-zone',
    })),
  };
};

/** Reading the Region's Availability Zones. */
export const zoneOperations: readonly Operation[] = [operation(DescribeAvailabilityZones$, list)];
