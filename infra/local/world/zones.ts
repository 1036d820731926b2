const abbreviation = (region: string): string => {
  const [area = '', direction = '', number = ''] = region.split('-');
  const short = /^(north|south)(east|west)$/.exec(direction);
  return `${area}${short ? `${direction.charAt(0)}${direction.charAt(5)}` : direction.charAt(0)}${number}`;
};

/** The Availability Zones of a Region, names and ids: `us-east-1a` is `use1-az1`. */
export const zonesOf = (region: string): readonly { readonly name: string; readonly id: string }[] =>
  ['a', 'b', 'c', 'd'].map((letter, index) => ({
    name: `${region}${letter}`,
    id: `${abbreviation(region)}-az${index + 1}`,
  }));

/** The id of an Availability Zone by its name. */
export const zoneId = (region: string, name: string): string =>
  zonesOf(region).find((zone) => zone.name === name)?.id ?? `${abbreviation(region)}-az0`;
