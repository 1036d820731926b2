import type { SecurityGroupId } from '../model/ids.ts';
import type { IngressRule, IngressSource, Origin } from '../model/ingress.ts';
import type { Safety } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';
import { parseCidr } from '../net/cidr.ts';
import type { CutOff } from './cut-off.ts';
import { type Loser, losersAmong } from './losers.ts';
import type { LostSource } from './lost-source.ts';
import type { OpenFinding } from './open-to-world.ts';

/** A group as a person knows it: its name, and its id. */
export type NameOf = (id: SecurityGroupId) => string;

/** One clause that says what is open, and by which groups' rules. */
export const explainOpen = (finding: OpenFinding, nameOf: NameOf): string =>
  [describeOpening(finding, nameOf), list(finding.by.map((it) => describeOrigin(it, nameOf)).toSorted(), String)]
    .filter((part) => part !== '')
    .join(': ');

/** Who loses access, why that counts, and the ways out where it is refused; only for a change that takes access away. */
export const explainCutOff = (
  { extent, lost, knownUntil, newcomers = [], relieved, evidence }: CutOff,
  safety: Safety,
  nameOf: NameOf,
  waysOut: string | undefined,
): Reason => {
  const code = 'nfs-cut-off';
  if (extent === 'all')
    return {
      code,
      text: 'the new set lets in no source that exists, as far as can be read: nothing could reach NFS any more',
      remedy: 'To go on, give one of its groups an inbound rule for TCP 2049',
    };
  if (lost.every(({ counts }) => counts === 'idle'))
    return {
      code,
      text: `${list(lost, (it) => describeSource(it, nameOf))} would lose access to NFS; no machine that is there at the moment depends on it`,
    };
  // As many as there are clients in the VPC.
  const losers = losersAmong(lost);
  const loss = {
    who: sayAll(losers, nameOf),
    names: list(losers, (it) => nameLoser(it, nameOf)),
    groups: lost.flatMap((it) => (it.kind === 'group' && it.counts !== 'idle' ? [it.groupId] : [])),
  };
  const reason = { code, text: `${loss.who} would lose access to NFS`, setting: 'safety.nfsCutOff', loss } as const;
  if (relieved !== undefined)
    return {
      ...reason,
      because: `none of them is on record, and ${relieved} machines that the rule wants in are shut out now`,
    };
  const told = [basisOf(knownUntil), ...(evidence ? evidence.why : [unasked(safety)])].join('; ');
  if (waysOut === undefined) return { ...reason, because: told };
  const others =
    newcomers.length > 0
      ? `. Also let in now, and protected by nothing: ${sayAll(losersAmong(newcomers), nameOf)}`
      : '';
  return { ...reason, because: `${told}${others}`, remedy: waysOut };
};

/** Why a change is safe by which sources lose access; undefined where none does, or a loser counts. */
export const explainWhySafe = ({ extent, lost, knownUntil, ignored, evidence }: CutOff): string | undefined => {
  if (extent !== 'some' || lost.length > 0) return undefined;
  const uncounted = [
    ...(evidence?.why ?? []),
    ...(ignored.length > 0 ? [`not counted, by safety.clients.ignore: ${ignored.length} interfaces`] : []),
  ]
    .map((clause) => `; ${clause}`)
    .join('');
  return knownUntil === undefined
    ? `Safe: no machine that can mount a file system loses access${uncounted}.`
    : `Safe: no client that a compliant set let in loses access, as is known until ${new Date(knownUntil).toISOString()}${uncounted}.`;
};

/** One clause about machines that are gone and used NFS, which may come back. */
export const explainGone = (addresses: readonly string[]): string =>
  `flow logs show NFS traffic from ${list(addresses, String)}, which no interface has now`;

/** What a person can do about a refusal. */
export const WAYS_OUT =
  'To go on, let them in by the groups that the policy wants, exempt the file system, wait until they use it no more, or decide once: {"fix": ["ID"], "despite": ["nfs-cut-off"], "by": "…", "reason": "…"}';

/** The same where a change of ours is to be undone. */
export const WAYS_OUT_OF_UNDOING = 'To undo it all the same, send the order again with "despite": ["nfs-cut-off"]';

const WHY: Readonly<Record<LostSource['counts'], string>> = {
  clients: 'in use',
  remote: 'where AWS does not show clients',
  unreadable: 'could not be read',
  idle: 'nothing there depends on it at the moment',
  seen: 'a flow log shows that it uses NFS, and no interface has it now',
};

/** How it is known that losers count. */
const basisOf = (knownUntil: number | undefined): string =>
  knownUntil === undefined
    ? 'the groups that are attached let them in, and no set that satisfied the policy is on record for the time before (safety.clients.undoWithin)'
    : 'a set that satisfied the policy let them in within safety.clients.undoWithin before the drift';

/** That no flow log was asked. */
const unasked = ({ clients }: Safety): string =>
  clients.flowLogs
    ? 'the flow log was not asked (a sweep asks it about the first changes only; a look at this mount target alone asks it)'
    : 'a flow log would tell whether they use it (safety.clients.flowLogs)';

const sayAll = (losers: readonly Loser[], nameOf: NameOf): string =>
  list(losers, (it) => `${nameLoser(it, nameOf)} (${whyOf(it, nameOf)})`);

const nameLoser = ({ source, by }: Loser, nameOf: NameOf): string => {
  if (!by) return describeSource(source, nameOf);
  return source.kind === 'cidr' ? `${by.client.name} at ${by.at.slice(0, 2).join(', ')}` : by.client.name;
};

const whyOf = ({ source, by }: Loser, nameOf: NameOf): string => {
  const via = viaOf(source, nameOf);
  if (by) return [`by ${describeSource(source, nameOf)}`, ...via].join(', ');
  const part = source.kind === 'cidr' && source.of !== undefined ? ['in part'] : [];
  return [...part, ...via, WHY[source.counts]].join(', ');
};

/** The groups by which a source gets in now. */
const viaOf = ({ via }: LostSource, nameOf: NameOf): readonly string[] =>
  via.length === 0 ? [] : [`let in by ${via.slice(0, 2).map(nameOf).join(' and ')}`];

const describeOpening = (finding: OpenFinding, nameOf: NameOf): string => {
  switch (finding.kind) {
    case 'wide-block':
      return `${finding.cidr} may reach NFS, and nothing wider than a /${finding.shortestPrefix} should`;
    case 'scattered':
      return `more public ${finding.family} addresses may reach NFS than one /${finding.shortestPrefix} holds`;
    case 'prefix-list':
      return `prefix list ${finding.id} could not be read and may let anyone reach NFS`;
    case 'unread':
      return `the rules of ${nameOf(finding.groupId)} could not be read and may let anyone reach NFS`;
    case 'unreadable-cidr':
      return `${JSON.stringify(finding.cidr)} is not a CIDR block and may let anyone reach NFS`;
  }
};

const describeOrigin = ({ groupId, rule }: Origin, nameOf: NameOf): string =>
  `${nameOf(groupId)} (${describeTraffic(rule)} from ${describeSource(rule.source, nameOf)})`;

const describeTraffic = ({ protocol, fromPort = 0, toPort = 65535 }: IngressRule): string => {
  if (protocol === '-1') return 'all traffic';
  return fromPort === toPort ? `tcp ${fromPort}` : `tcp ${fromPort} to ${toPort}`;
};

const sayCidr = (cidr: string): string => (parseCidr(cidr) === undefined ? JSON.stringify(cidr) : cidr);

const describeSource = (source: IngressSource | LostSource, nameOf: NameOf): string => {
  switch (source.kind) {
    case 'group':
      return nameOf(source.groupId);
    case 'unread':
      return `what ${nameOf(source.groupId)} admits`;
    case 'prefix-list':
      return source.id;
    case 'cidr':
      return 'of' in source && source.of !== undefined ? source.of : sayCidr(source.cidr);
    case 'unreadable-cidr':
      return sayCidr(source.cidr);
  }
};

const SHOWN = 10;
/** Names the first few, and counts the rest. */
export const list = <Item>(items: readonly Item[], nameOf: (item: Item) => string): string => {
  const shown = items.slice(0, SHOWN).map(nameOf).join(', ');
  return items.length > SHOWN ? `${shown} and ${items.length - SHOWN} more` : shown;
};
