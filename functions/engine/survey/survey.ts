import { decide } from '../../core/decide/decide.ts';
import type { GroupsSeen } from '../../core/decide/policy-warnings.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { FileSystemId, SecurityGroupId, VpcId } from '../../core/model/ids.ts';
import type { FileSystem, MountTarget, SecurityGroup } from '../../core/model/live-state.ts';
import type { Policy } from '../../core/model/policy.ts';
import { atMost } from '../async/at-most.ts';
import { together } from '../async/together.ts';
import { faultFinding, goneFinding } from '../findings/fault.ts';
import { type Decided, judgeAll, type Surveyed } from '../guards/judge-all.ts';
import { sharingReader } from '../observe/observe.ts';
import { mountTargetOf } from '../observe/of-interface.ts';
import type { KnownGood } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { Reader } from '../ports/reader.ts';
import type { EfsInterface, ListedFileSystem, RegionReader } from '../ports/region-reader.ts';
import type { SharedRecords } from './shared-records.ts';
import { concurrency, reachedIn, startingBehind } from './turns.ts';
import { withStates } from './with-states.ts';

type SurveyPorts = Pick<Ports, 'reader' | 'clock' | 'journal' | 'flowLogs'>;

/** What is on record, as one sweep reads it. */
export interface Recorded {
  readonly known: KnownGood;
  readonly records: SharedRecords;
}

/** What was found, and where it got to when time ran out. */
export interface SurveyResult {
  readonly surveyed: readonly Surveyed[];
  /** Every group that can be used by one of the mount targets; absent when not all of them could be read. */
  readonly groupsSeen?: GroupsSeen;
  readonly reached?: FileSystemId;
}

/** VPCs whose groups are read at once: EC2 has a budget for each of its operations. */
const vpcsAtOnce = 10;

const asRead = (finding: Finding): Decided => ({ finding });

type Whole = EfsInterface & { readonly mountTargetId: NonNullable<EfsInterface['mountTargetId']> };
const isWhole = (it: EfsInterface): it is Whole => it.mountTargetId !== undefined;

/** The interfaces of a file system when they account for every mount target that EFS counts; otherwise undefined. */
const accountFor = (
  fileSystem: ListedFileSystem,
  interfaces: readonly EfsInterface[],
): readonly Whole[] | undefined => {
  const whole = interfaces.filter(isWhole);
  const distinct = new Set(whole.map((it) => it.mountTargetId));
  return whole.length === interfaces.length &&
    distinct.size === fileSystem.mountTargets &&
    whole.length === distinct.size
    ? whole
    : undefined;
};

/** Judges what was read of one mount target. A VPC whose groups cannot be read fails its own mount targets only. */
const decideWith =
  (ports: SurveyPorts, observer: Reader, policy: Policy) =>
  async (mountTarget: MountTarget, fileSystem: FileSystem, attached: readonly SecurityGroupId[]): Promise<Decided> => {
    try {
      const usable = await observer.usableGroups(mountTarget.vpcId);
      const live = { mountTarget, fileSystem, attached, usable };
      return { live, decision: decide(live, policy, ports.clock.now()) };
    } catch (error) {
      const subject = { mountTargetId: mountTarget.id, fileSystemId: fileSystem.id };
      return asRead(faultFinding(ports.journal, subject, error));
    }
  };

/** Lists everything, at once; `onVpc` is told of the interfaces' VPCs while the lists are still being read. */
const gather = async (bulk: RegionReader, onVpc: (id: VpcId) => void) => {
  // By id: a file system may be on two pages when others come and go between them.
  const fileSystems = new Map<FileSystemId, ListedFileSystem>();
  const interfaces = new Map<FileSystemId | undefined, EfsInterface[]>();
  const list = async () => {
    for await (const page of bulk.fileSystems()) for (const it of page) fileSystems.set(it.id, it);
  };
  const collect = async () => {
    for await (const page of bulk.interfaces()) {
      for (const id of new Set(page.map(({ vpcId }) => vpcId))) onVpc(id);
      for (const it of page) {
        const known = interfaces.get(it.fileSystemId);
        if (known) known.push(it);
        else interfaces.set(it.fileSystemId, [it]);
      }
    }
  };
  await together([list(), collect()]);
  return { fileSystems: [...fileSystems.values()], interfaces };
};

/**
 * Looks at every mount target of an account and region without writing. Reads in bulk; where the interfaces do not add
 * up to what EFS says of a file system, asks EFS about that one. What one file system's fault hides is named in its
 * finding and touches no other. What is not reached in time is `deferred: out-of-time`.
 *
 * @param after where the last survey got to, when time ran out: what EFS has to be asked about is begun behind it.
 */
export const survey = async (
  ports: SurveyPorts & { readonly bulk: RegionReader },
  policy: Policy,
  { known, records }: Recorded,
  after?: FileSystemId,
): Promise<SurveyResult> => {
  const vpcReads = atMost(vpcsAtOnce);
  const groupsOf = new Map<VpcId, readonly SecurityGroup[] | undefined>();
  const usableGroups = (id: VpcId) =>
    vpcReads(async () => {
      groupsOf.set(id, undefined);
      const groups = await ports.reader.usableGroups(id);
      groupsOf.set(id, groups);
      return groups;
    });
  const observer = sharingReader({ ...ports.reader, usableGroups });
  const decideOne = decideWith(ports, observer, policy);
  const limited = atMost(concurrency);

  const readThrough = async (fileSystem: ListedFileSystem): Promise<readonly Decided[]> => {
    const subject = { mountTargetId: null, fileSystemId: fileSystem.id };
    try {
      const mountTargets = await limited(() => ports.reader.mountTargetsOf(fileSystem.id));
      if (!mountTargets) return [asRead(goneFinding(subject))];
      return together(mountTargets.map((mountTarget) => readOne(mountTarget, fileSystem)));
    } catch (error) {
      return [asRead(faultFinding(ports.journal, subject, error))];
    }
  };

  const readOne = async (mountTarget: MountTarget, fileSystem: ListedFileSystem): Promise<Decided> => {
    const subject = { mountTargetId: mountTarget.id, fileSystemId: fileSystem.id };
    try {
      const attached = await limited(() => ports.reader.attachedGroups(mountTarget.id));
      return attached ? decideOne(mountTarget, fileSystem, attached) : asRead(goneFinding(subject));
    } catch (error) {
      return asRead(faultFinding(ports.journal, subject, error));
    }
  };

  const decideAll = (fileSystem: ListedFileSystem, interfaces: readonly Whole[]): Promise<readonly Decided[]> =>
    together(
      interfaces.map((it) =>
        decideOne(mountTargetOf(it, { id: it.mountTargetId, fileSystemId: fileSystem.id }), fileSystem, it.attached),
      ),
    );

  const readAhead: Promise<unknown>[] = [];
  // Settled here and judged later: the answer, or the fault, is the one that every mount target of the VPC shares.
  const onVpc = (id: VpcId): void => void readAhead.push(Promise.allSettled([observer.usableGroups(id)]));
  const listing = together([gather(ports.bulk, onVpc), ports.bulk.allRules()]);
  // Also when there is nothing to judge: nothing is to go on behind an answer.
  const [{ fileSystems, interfaces }, rules] = await listing.finally(() => Promise.all(readAhead));
  // One after the other, so that tens of thousands of them do not wait in memory for groups that are there already.
  const decided: (readonly Decided[])[] = [];
  const unaccounted: ListedFileSystem[] = [];
  for (const fileSystem of fileSystems) {
    const whole = accountFor(fileSystem, interfaces.get(fileSystem.id) ?? []);
    if (whole) decided.push(await decideAll(fileSystem, whole));
    else unaccounted.push(fileSystem);
  }
  const inTurn = startingBehind(unaccounted, after);
  // Each is read through before the next ones begin: a list of mount targets alone would be read again when time runs out.
  const begun = atMost(concurrency);
  const readOneByOne = await together(inTurn.map((it) => begun(() => readThrough(it))));
  const reached = reachedIn(inTurn, readOneByOne);
  const onRecord = {
    known,
    records: async (ids: readonly FileSystemId[]) => {
      if (ids.length > 0) await records.read(ids);
      return records.recordIfReadable;
    },
  };
  const told = await withStates(ports, policy, decided.flat());
  const surveyed = await judgeAll(ports, policy, [...told, ...readOneByOne.flat()], rules, onRecord);
  const groupsSeen = [...groupsOf.values()].filter((groups) => groups !== undefined);
  const isWhole = reached === undefined && groupsSeen.length === groupsOf.size;
  return {
    surveyed,
    ...(reached && { reached }),
    ...(isWhole && { groupsSeen: { groups: groupsSeen.flat(), self: fileSystems[0]?.owner ?? '' } }),
  };
};
