import { fileSystemId, mountTargetId, securityGroupId } from '../core/model/ids.ts';
import type { Request } from '../core/model/request.ts';
import { quote } from './quote.ts';
import { at, text } from './read.ts';
import { type Intake, type Malformed, notAsDelivered } from './result.ts';

/** Ids that one event names, by kind. */
export type Targets = Partial<
  Pick<Request, 'fileSystemIds' | 'mountTargetIds' | 'networkInterfaceIds' | 'prefixListIds' | 'securityGroupIds'>
>;

/** One kind of AWS id. */
export interface IdKind {
  /** The target that the text names; undefined when it is not an id of this kind. */
  readonly targets: (text: string) => Targets | undefined;
  /** What a person should write. */
  readonly expected: string;
}

/** Leaves out ARNs of other services: file systems of FSx are `fs-…`, too, and mount targets of S3 Files `fsmt-…`. */
export const ofService =
  <Id>(service: 'elasticfilesystem' | 'ec2', parse: (text: string) => Id | undefined) =>
  (text: string): Id | undefined =>
    text.startsWith('arn:') && text.split(':')[2] !== service ? undefined : parse(text);

const idKind = <Id extends string>(
  prefix: string,
  service: 'elasticfilesystem' | 'ec2',
  parse: (text: string) => Id | undefined,
  name: (id: Id) => Targets,
): IdKind => ({
  targets: (text) => {
    const id = ofService(service, parse)(text);
    return id === undefined ? undefined : name(id);
  },
  expected: `"${prefix}-" and 8 to 40 hexadecimal digits in lower case, or an ARN of ${service} that ends so`,
});

const idIn = (prefix: string) => {
  const shape = new RegExp(`^(?:arn:[^\\s]+/)?(${prefix}-[0-9a-f]{8,40})$`);
  return (text: string) => shape.exec(text)?.[1];
};

/** `fsmt-…` */
export const mountTarget = idKind('fsmt', 'elasticfilesystem', mountTargetId, (id) => ({ mountTargetIds: [id] }));
/** `fs-…` */
export const fileSystem = idKind('fs', 'elasticfilesystem', fileSystemId, (id) => ({ fileSystemIds: [id] }));
/** `sg-…` */
export const securityGroup = idKind('sg', 'ec2', securityGroupId, (id) => ({ securityGroupIds: [id] }));
/** `pl-…` */
export const prefixList = idKind('pl', 'ec2', idIn('pl'), (id) => ({ prefixListIds: [id] }));
/** `eni-…` */
export const networkInterface = idKind('eni', 'ec2', idIn('eni'), (id) => ({ networkInterfaceIds: [id] }));

/** What a parser found in its event: the targets named, or why there are none. */
export type Found =
  | {
      readonly kind: 'found';
      readonly targets: readonly Targets[];
      /** Keys of the tags that changed, of each target alike; absent when any tag may have. */
      readonly changedTagKeys?: readonly string[] | undefined;
      /** Why any other mount target of the Region may be concerned, in a clause. */
      readonly region?: string;
    }
  | Extract<Intake, { kind: 'ignored' }>
  | Malformed;

/** A dotted path from the top of the event, and the kind of id that stands there. */
export type IdAt = readonly [path: string, kind: IdKind];

/** Finds the id at the first path that holds text; malformed, naming `what`, when it is no id or no path holds one. */
export const findId = (what: string, event: unknown, ...paths: readonly [IdAt, ...IdAt[]]): Found => {
  const [path, kind] = paths.find(([path]) => text(event, path) !== undefined) ?? paths[0];
  const value = at(event, path);
  const targets = typeof value === 'string' ? kind.targets(value) : undefined;
  if (targets !== undefined) return { kind: 'found', targets: [targets] };
  return notAsDelivered(`${what}: ${path} is ${quote(value)}; expected ${kind.expected}`);
};

/** Finds the targets of one CloudTrail call in its EventBridge event. */
export type CallParser = (event: unknown, eventName: string) => Found;

type Fact = 'actor' | 'changedAt' | 'attached' | 'changedTagKeys' | 'hops' | 'plan' | 'region' | 'ordered';

/** What is known beside the targets; undefined where an event does not say. */
type Context = { readonly [Name in Fact]?: Request[Name] | undefined } & { readonly dryRun?: boolean };

/** Ids of one event that are looked at; EventBridge lets an event have thousands. */
const mostIds = 1000;

/** Joins what an event names into one set per kind, in the order of first mention. */
const mergeTargets = (all: readonly Targets[]): Required<Targets> => ({
  mountTargetIds: [...new Set(all.flatMap((targets) => targets.mountTargetIds ?? []))],
  fileSystemIds: [...new Set(all.flatMap((targets) => targets.fileSystemIds ?? []))],
  networkInterfaceIds: [...new Set(all.flatMap((targets) => targets.networkInterfaceIds ?? []))],
  securityGroupIds: [...new Set(all.flatMap((targets) => targets.securityGroupIds ?? []))],
  prefixListIds: [...new Set(all.flatMap((targets) => targets.prefixListIds ?? []))],
});

/** Asks for a look at the targets; each is named once, however often the event does. */
export const lookRequest = (
  cause: string,
  targets: readonly Targets[],
  { dryRun = false, ...context }: Context = {},
): Intake => {
  const known: Pick<Request, Fact> = Object.fromEntries(
    Object.entries(context).filter(([, fact]) => fact !== undefined),
  );
  const rest = targets.length - mostIds;
  const region = rest > 0 && { region: `the event names ${rest} ids beyond the first ${mostIds}` };
  return { kind: 'look', request: { ...mergeTargets(targets.slice(0, mostIds)), ...known, ...region, cause, dryRun } };
};

/** Asks for a look at what was found; passes on the reason when nothing was. */
export const lookAt = (cause: string, found: Found, context: Context = {}): Intake =>
  found.kind === 'found'
    ? lookRequest(cause, found.targets, { ...context, changedTagKeys: found.changedTagKeys, region: found.region })
    : found;
