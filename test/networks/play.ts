import * as z from 'zod/mini';
import { groupsOf, setGroups } from '../../infra/local/world/storage.ts';
import { build } from './build.ts';
import { logTalkers } from './flow-logs.ts';
import { type Drift, type Network, named } from './network.ts';
import { type History, type Party, type Truth, truthOf } from './right.ts';
import type { Stage } from './stage.ts';

/** One drift of one network in one history. */
export interface Case {
  readonly network: Network;
  readonly drift: string;
  readonly history: History;
}

/** What the function did about a case, beside what is right. */
export interface Played extends Case, Truth {
  /** The status of each mount target. */
  readonly statuses: readonly string[];
  /** All that the function says of them. */
  readonly says: string;
  /** What mount targets have in the end, by what the local account knows. */
  readonly have: ReadonlySet<'attached' | 'wanted' | 'neither'>;
  /** By which AWS and so the function can name a party: its instance, its interface, its addresses and its groups. */
  namesOf(party: Party): readonly string[];
  /** Calls, by service. */
  readonly calls: Readonly<Record<'aws' | 'dynamodb' | 'logs', number>>;
}

const hour = 3_600_000;
const answer = z.object({ results: z.array(z.looseObject({ status: z.string() })) });

const key = (groups: readonly string[]): string => groups.toSorted().join();

/** Builds a network, lets its history and then the drift happen, and has the built function put it right. */
export const play = async (stage: Stage, { network, drift: name, history }: Case): Promise<Played> => {
  await stage.clear();
  const { world, calls } = stage.aws;
  const drift: Drift = named(network.drifts, name);
  const built = build(world, network);
  const idsOf = (keys: readonly string[]) => keys.map((group) => named(built.groups, group).id);
  const request = { fileSystemIds: [built.fileSystemId] };
  const look = async () => {
    const { answer: answered, error } = await stage.run(request);
    if (error) throw new Error(`${network.id}, ${name}, ${history}: the function failed`, { cause: error });
    return answer.parse(answered).results;
  };

  const { when } = network.policy;
  const before = { ...(when && { when }), ...(drift.before ?? network.policy) };
  if (history === 'known') {
    stage.setPolicy(before, history);
    const results = await stage.time.ago(hour, look);
    const unlike = results.find(({ status }) => status !== 'fixed');
    if (unlike) throw new Error(`${network.id}, ${name}: not put right an hour ago: ${JSON.stringify(unlike)}`);
  }
  for (const { id } of built.mountTargets) setGroups(world, id, idsOf(drift.attached));
  if (history === 'flow logs') logTalkers(world, built);
  stage.setPolicy(drift.policy ?? network.policy, history);
  calls.reset();
  const results = await look();
  const [attached, wanted] = [drift.attached, drift.wanted ?? network.wanted].map((keys) => key(idsOf(keys)));
  const hasOf = (groups: string) => (groups === attached ? 'attached' : groups === wanted ? 'wanted' : 'neither');
  return {
    network,
    drift: name,
    history,
    ...truthOf(network, drift, history, built.parties),
    statuses: results.map(({ status }) => status),
    says: JSON.stringify(results),
    have: new Set(built.mountTargets.map(({ id }) => hasOf(key(groupsOf(world, id))))),
    namesOf: (party) => [
      ...(built.idsOf.get(party) ?? []),
      ...party.addresses,
      ...party.groups.flatMap((group) => [named(built.groups, group).id, named(built.groups, group).name]),
    ],
    calls: {
      aws: calls.total('efs:') + calls.total('ec2:'),
      dynamodb: calls.total('dynamodb:'),
      logs: calls.total('logs:'),
    },
  };
};
