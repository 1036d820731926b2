import { memoized } from '../../core/model/memoized.ts';
import type { Reader } from '../../engine/ports/reader.ts';
import type { RegionReader } from '../../engine/ports/region-reader.ts';

/** What has been read of AWS, so that several policies are judged by one and the same. */
interface Readers {
  readonly reader: Reader;
  readonly bulk: RegionReader;
}

const remembered = <Args extends readonly unknown[], Answer>(work: (...args: Args) => Answer) =>
  memoized((...args: Args) => JSON.stringify(args), work);

/** A list whose pages are read once. */
const pages = <Args extends readonly unknown[], Item>(list: (...args: Args) => AsyncIterable<readonly Item[]>) => {
  const all = remembered((...args: Args) => Array.fromAsync(list(...args)));
  return async function* (...args: Args) {
    yield* await all(...args);
  };
};

/** Readers that ask AWS each question once. */
export const remembering = ({ reader, bulk }: Readers): Readers => ({
  reader: {
    mountTarget: remembered(reader.mountTarget),
    mountTargetsOf: remembered(reader.mountTargetsOf),
    attachedGroups: remembered(reader.attachedGroups),
    fileSystem: remembered(reader.fileSystem),
    interfaces: remembered(reader.interfaces),
    usableGroups: remembered(reader.usableGroups),
    rules: remembered(reader.rules),
    vpcBlocks: remembered(reader.vpcBlocks),
    clientsIn: remembered(reader.clientsIn),
    clientsOf: remembered(reader.clientsOf),
  },
  bulk: {
    fileSystems: pages(bulk.fileSystems),
    interfaces: pages(bulk.interfaces),
    groups: remembered(bulk.groups),
    allRules: remembered(bulk.allRules),
  },
});
