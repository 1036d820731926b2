import { parseCidr } from '../net/cidr.ts';
import type { CutOff, LostSource } from './cut-off.ts';
import type { IngressRule, IngressSource } from './ingress.ts';
import type { OpenFinding } from './open-to-world.ts';
import type { Origin } from './reach.ts';

/** One clause that says what is open, and which rules of which groups make it so. */
export const explainOpen = (finding: OpenFinding): string =>
  [describeOpening(finding), list(finding.by.map(describeOrigin).toSorted())].filter((part) => part !== '').join(': ');

/** One clause that says what loses access, sources in use first; only for a change by which something does. */
export const explainCutOff = ({ extent, lost, deserted }: CutOff): string => {
  const inUseFirst = lost.toSorted((a, b) => Number(b.inUse === true) - Number(a.inUse === true)).slice(0, SHOWN);
  const losers = list(
    inUseFirst.map((source) => `${describeSource(source)}${describeUse(source)}`),
    lost.length,
  );
  if (extent !== 'all') return `${losers} would lose access to NFS`;
  const nobody = deserted.length > 0 ? `; nobody is in ${list(deserted)}, which would be let in` : '';
  return `nothing could reach NFS any more, not even ${losers}${nobody}`;
};

const describeUse = ({ kind, by, inUse }: LostSource): string => {
  if (by.length === 0) return inUse === 'unreadable' ? ' (could not be read)' : '';
  // An instance with several interfaces in a group is named once.
  const users = kind === 'cidr' ? by : by.filter(({ client }, n) => client.name !== by[n - 1]?.client.name);
  const named = users.slice(0, USERS_SHOWN);
  const names = named.map(({ client, at }) => (kind === 'cidr' ? `${client.name} at ${at.join(', ')}` : client.name));
  return ` (in use by ${list(names, users.length)})`;
};

const describeOpening = (finding: OpenFinding): string => {
  switch (finding.kind) {
    case 'wide-block':
      return `${finding.cidr} may reach NFS, and nothing wider than a /${finding.shortestPrefix} should`;
    case 'scattered':
      return `more public ${finding.family} addresses may reach NFS than one /${finding.shortestPrefix} holds`;
    case 'prefix-list':
      return `prefix list ${finding.id} could not be read and may let anyone reach NFS`;
    case 'unread':
      return `the rules of ${finding.groupId} could not be read and may let anyone reach NFS`;
    case 'unreadable-cidr':
      return `${JSON.stringify(finding.cidr)} is not a CIDR block and may let anyone reach NFS`;
  }
};

const describeOrigin = ({ groupId, rule }: Origin): string =>
  `${groupId} (${describeTraffic(rule)} from ${describeSource(rule.source)})`;

const describeTraffic = ({ protocol, fromPort = 0, toPort = 65535 }: IngressRule): string => {
  if (protocol === '-1') return 'all traffic';
  return fromPort === toPort ? `tcp ${fromPort}` : `tcp ${fromPort} to ${toPort}`;
};

const describeSource = (source: IngressSource | LostSource): string => {
  switch (source.kind) {
    case 'group':
      return source.groupId;
    case 'unread':
      return `whoever ${source.groupId} admits`;
    case 'prefix-list':
      return source.id;
    case 'cidr':
    case 'unreadable-cidr':
      return parseCidr(source.cidr) === undefined ? JSON.stringify(source.cidr) : source.cidr;
  }
};

const SHOWN = 10;
const USERS_SHOWN = 3;

/** Names the first few of `count`. */
const list = (names: readonly string[], count = names.length): string => {
  const shown = names.slice(0, SHOWN);
  return shown.length === count ? shown.join(', ') : `${shown.join(', ')} and ${count - shown.length} more`;
};
