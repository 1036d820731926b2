import { nextBits, nextId } from '../random.ts';
import type { FlowLog, LogGroup } from './flow-log.ts';
import { subnetOf } from './storage.ts';
import { type TagInput, tagsOf } from './tags.ts';
import type { NetworkInterface, World } from './world.ts';

/** The format of a flow log that is given none: version 2 (VPC user guide, "Flow log records"). */
export const DEFAULT_FORMAT = [
  'version',
  'account-id',
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
]
  .map((field) => `\${${field}}`)
  .join(' ');

/** The log group of this name, added when there is none. */
const addLogGroup = (world: World, name: string): LogGroup => {
  const group: LogGroup = world.logGroups.get(name) ?? { name, streams: new Map() };
  world.logGroups.set(name, group);
  return group;
};

/** Writes an event into a stream of a log group, both added when they are not there. */
export const logEvent = (
  world: World,
  { logGroup, stream, timestamp, message }: { logGroup: string; stream: string; timestamp: number; message: string },
): void => {
  const { streams } = addLogGroup(world, logGroup);
  const events = streams.get(stream) ?? [];
  const id = `${timestamp}${nextBits(world.random)}${events.length}`;
  events.push({ id, timestamp, message });
  streams.set(stream, events);
};

/** Adds a flow log of a VPC, a subnet or a network interface, and its log group; by default one of all traffic since the epoch. */
export const addFlowLog = (
  world: World,
  {
    logGroup,
    tags,
    ...input
  }: { logGroup: string; tags?: TagInput } & Pick<FlowLog, 'resourceId'> &
    Partial<Omit<FlowLog, 'id' | 'resourceId' | 'destination' | 'tags'>>,
): FlowLog => {
  const made: FlowLog = {
    trafficType: 'ALL',
    destinationType: 'cloud-watch-logs',
    format: DEFAULT_FORMAT,
    aggregationSeconds: 600,
    createdAt: 0,
    delivery: 'SUCCESS',
    ...input,
    id: nextId(world.random, 'fl'),
    destination: logGroup,
    tags: tagsOf(tags),
  };
  if (made.destinationType === 'cloud-watch-logs') addLogGroup(world, logGroup);
  world.flowLogs.set(made.id, made);
  return made;
};

/** Traffic that arrives at an interface within one aggregation interval. */
export interface Flow {
  readonly networkInterfaceId: string;
  /** The address that it comes from, as the interface sees it. */
  readonly from: string;
  /** The address that it had where it came from; the same when left out. */
  readonly origin?: string;
  /** Its start in milliseconds since the epoch. */
  readonly at: number;
  readonly seconds?: number;
  /** The port that it goes to; NFS when left out. */
  readonly port?: number;
  readonly action?: 'ACCEPT' | 'REJECT';
  readonly bytes?: number;
  readonly packets?: number;
}

/** Flow logs that watch an interface and go to CloudWatch Logs. */
const logsOf = (world: World, of: NetworkInterface, at: number): readonly FlowLog[] => {
  const watched = [of.id, of.subnetId, subnetOf(world, of).vpcId];
  return [...world.flowLogs.values()].filter(
    ({ resourceId, destinationType, createdAt, delivery }) =>
      watched.includes(resourceId) &&
      destinationType === 'cloud-watch-logs' &&
      delivery === 'SUCCESS' &&
      createdAt <= at,
  );
};

type Fields = Readonly<Record<string, string | number | undefined>>;

/** Writes a record as a flow log does: a field that has no value is a hyphen. */
const record = (world: World, log: FlowLog, of: NetworkInterface, at: number, fields: Fields): void => {
  const values: Fields = {
    version: log.format === DEFAULT_FORMAT ? 2 : 5,
    'account-id': world.account,
    'interface-id': of.id,
    'subnet-id': of.subnetId,
    'vpc-id': subnetOf(world, of).vpcId,
    ...fields,
  };
  const message = log.format.replaceAll(/\$\{([\w-]+)\}/g, (_, name: string) => String(values[name] ?? '-'));
  const stream = `${of.id}-${log.trafficType.toLowerCase()}`;
  logEvent(world, { logGroup: log.destination, stream, timestamp: at, message });
};

const seconds = (ms: number): number => Math.floor(ms / 1000);

const knownInterface = (world: World, id: string): NetworkInterface => {
  const known = world.networkInterfaces.get(id);
  if (!known) throw new Error(`no such network interface in this world: ${id}`);
  return known;
};

/** Has every flow log that watches the interface, and such traffic, write a record of it. */
export const logFlow = (world: World, flow: Flow): void => {
  const of = knownInterface(world, flow.networkInterfaceId);
  const { from, at, action = 'ACCEPT', seconds: lasting = 60 } = flow;
  const to = from.includes(':') ? of.ipv6Address : of.ipAddress;
  for (const log of logsOf(world, of, at)) {
    if (log.trafficType !== 'ALL' && log.trafficType !== action) continue;
    record(world, log, of, at, {
      srcaddr: from,
      dstaddr: to,
      'pkt-srcaddr': flow.origin ?? from,
      'pkt-dstaddr': to,
      srcport: 1023,
      dstport: flow.port ?? 2049,
      protocol: 6,
      packets: flow.packets ?? 40,
      bytes: flow.bytes ?? 6_000,
      start: seconds(at),
      end: seconds(at) + lasting,
      action,
      'tcp-flags': 2,
      type: from.includes(':') ? 'IPv6' : 'IPv4',
      'flow-direction': 'ingress',
      'log-status': 'OK',
    });
  }
};

/**
 * Has every flow log that watches the interface write that there was nothing (`NODATA`), or that it skipped something
 * (`SKIPDATA`), for each of its intervals from one time until before another.
 */
export const logNothing = (
  world: World,
  {
    networkInterfaceId,
    from,
    to,
    status = 'NODATA',
  }: {
    readonly networkInterfaceId: string;
    readonly from: number;
    readonly to: number;
    readonly status?: 'NODATA' | 'SKIPDATA';
  },
): void => {
  const of = knownInterface(world, networkInterfaceId);
  for (const log of logsOf(world, of, to)) {
    for (let at = Math.max(from, log.createdAt); at < to; at += log.aggregationSeconds * 1000) {
      const end = seconds(at) + log.aggregationSeconds;
      record(world, log, of, at, { start: seconds(at), end, 'log-status': status });
    }
  }
};
