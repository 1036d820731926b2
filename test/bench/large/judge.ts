import { decide } from '../../../functions/core/decide/decide.ts';
import type { IngressRule } from '../../../functions/core/model/ingress.ts';
import type { LiveState } from '../../../functions/core/model/live-state.ts';
import type { GoodRecord } from '../../../functions/core/nfs/known-good.ts';
import { nfsReach } from '../../../functions/core/nfs/reach.ts';
import { writeSources } from '../../../functions/core/nfs/written-sources.ts';
import { judgeAll, type OnRecord } from '../../../functions/engine/guards/judge-all.ts';
import { byTags, client, fs, group, live, mt, oneOf, policy, ref, rule, sg } from '../../support/builders.ts';
import { cidr, group as groupSource, nfsFrom } from '../../support/nfs-rules.ts';
import { measure } from './measure.ts';

const fileSystems = 1000;
const mountTargetsEach = 3;
const interfaces = 20_000;
/** What the attached group of each file system lets in: blocks of its own, or `vpc`: the block of the whole VPC; and whether it is `recorded`. */
const [, , admitted, history] = process.argv;

/** The group that the policy wants for a file system lets in itself. */
const wanted = (n: number) => sg(2 * n + 1);
/** The group that is attached, and is to go. */
const attached = (n: number) => sg(2 * n + 2);

const blocksOfItsOwn = (n: number): readonly string[] =>
  Array.from({ length: 20 }, (_, i) => `10.${(n + i * 7) % 256}.${(i * 13) % 256}.0/28`);
const blocks = admitted === 'vpc' ? () => ['10.0.0.0/8'] : blocksOfItsOwn;

const numbers = Array.from({ length: fileSystems }, (_, n) => n);
const rules = new Map(
  numbers.flatMap((n): [ReturnType<typeof sg>, IngressRule[]][] => [
    [wanted(n), [nfsFrom(groupSource(2 * n + 1))]],
    [attached(n), blocks(n).map((block) => nfsFrom(cidr(block)))],
  ]),
);
const usable = numbers.flatMap((n) => [group(2 * n + 1, { tags: { app: `a${n}` } }), group(2 * n + 2)]);
const clients = Array.from({ length: interfaces }, (_, i) =>
  client(i, {
    groups: [wanted(i % fileSystems)],
    addresses: [`10.${i % 256}.${(i >> 8) % 256}.${1 + (i % 250)}`],
  }),
);
const byApp = policy([rule({ securityGroups: [byTags({ app: oneOf([ref('app')]) })] })]);
const lives = numbers.flatMap((n) =>
  Array.from({ length: mountTargetsEach }, (_, m): LiveState => {
    const mountTarget = { id: mt(mountTargetsEach * n + m), fileSystemId: fs(n), families: ['IPv4'] as const };
    return live({ mountTarget, fileSystem: { id: fs(n) }, tags: { app: `a${n}` }, attached: [attached(n)], usable });
  }),
);
const decided = lives.map((it) => ({ live: it, decision: decide(it, byApp, 0) }));
const reader = {
  clientsIn: async () => clients,
  clientsOf: async () => clients,
  vpcBlocks: async () => ({ owner: '111122223333', blocks: ['10.0.0.0/8'] }),
  rules: async () => rules,
};
/** On record is what each set lets in that is attached, so that whoever loses access counts by that. */
const recordOf = (n: number): GoodRecord => ({
  spans: [{ lets: writeSources(nfsReach([attached(n)], rules).sources), from: 0, policyVersion: byApp.version }],
});
const recorded = new Map(
  numbers.map((n) => [
    fs(n),
    new Map(Array.from({ length: mountTargetsEach }, (_, m) => [mt(mountTargetsEach * n + m), recordOf(n)])),
  ]),
);
const onRecord: OnRecord = {
  known: { sweptAt: 0, of: (id) => (history === 'recorded' ? recorded.get(id) : undefined) ?? new Map() },
  records: async () => () => undefined,
};
const clock = { now: () => 1, sleep: async () => undefined };
const journal = { decided() {}, swept() {}, ordered() {}, warn() {} };

await measure(async () => {
  const judged = await judgeAll({ reader, journal, clock }, byApp, decided, rules, onRecord);
  const failed = judged.filter(({ finding }) => !['refused', 'would-fix'].includes(finding.status));
  if (failed.length > 0) throw new Error(`${failed.length} changes were not judged: ${failed[0]?.finding.explanation}`);
});
