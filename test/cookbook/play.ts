import * as z from 'zod/mini';
import { addFileSystem, addMountTarget, groupsOf, setGroups } from '../../infra/local/world/storage.ts';
import type { Subnet, World } from '../../infra/local/world/world.ts';
import { type Built, build } from '../networks/build.ts';
import { type Network, named } from '../networks/network.ts';
import { truthOf } from '../networks/right.ts';
import type { Stage } from '../networks/stage.ts';
import type { Case, Recipe } from './recipe.ts';

/** What the function did about one file system of a recipe. */
export interface Played extends Pick<Case, 'kind' | 'is' | 'nearest' | 'reasons'> {
  readonly recipe: string;
  /** Of its mount targets. */
  readonly statuses: readonly string[];
  readonly told: readonly (readonly string[])[];
  readonly says: string;
  /** The names that the groups of each mount target have in the network: before, after, and as the recipe wants them. */
  readonly attached: readonly string[];
  readonly have: readonly (readonly string[])[];
  readonly wanted: readonly string[];
  /** Who mounts in the network and could not any more, when what is wanted took the place of what is attached. */
  readonly losers: readonly string[];
}

const hour = 3_600_000;

const answer = z.object({
  results: z.array(
    z.looseObject({
      fileSystemId: z.string(),
      status: z.string(),
      reasons: z.optional(z.array(z.string())),
      explanation: z.string(),
    }),
  ),
});

/** A policy as it is once it enforces, with the VPC of this account for that of the text. */
const inForce = (policy: string, vpcId: string): string =>
  policy.replace(/^mode: audit\b/m, 'mode: enforce').replaceAll('vpc-0123456789abcdef0', vpcId);

/** A group of another account with the same name and tags, shared into the VPC of each. */
const twinsOf = ({ groups }: Recipe): Network['groups'] =>
  Object.fromEntries(
    Object.entries(groups).map(([key, { name = key, tags = {}, vpc }]) => [
      `twin of ${key}`,
      { name, tags, owner: '444455556666', ...(vpc !== undefined && { vpc }) },
    ]),
  );

const networkOf = (recipe: Recipe): Network => ({
  ...recipe,
  groups: { ...recipe.groups, ...twinsOf(recipe) },
  title: recipe.id,
  about: '',
  // Each case has a file system of its own.
  targets: [],
  policy: { select: [] },
  drifts: {},
});

const addCase = (world: World, { targetsSix, oneZone, ...recipe }: Recipe, one: Case, number: number, built: Built) => {
  const { targets = recipe.targets, tags = recipe.tags ?? {}, wanted = recipe.wanted, attached = wanted } = one;
  const subnets = targets.map((target) => named(built.places, target));
  const [{ availabilityZone }] = subnets as [Subnet];
  const { id } = addFileSystem(world, { tags, ...(oneZone && { availabilityZone }) });
  const mountTargets = subnets.map((subnet, index) =>
    addMountTarget(world, {
      fileSystemId: id,
      subnetId: subnet.id,
      ...(targetsSix && { ipv6Address: `2600:1f18:11:1100::e${number}${index}` }),
    }),
  );
  return { one, id, wanted, attached, mountTargets };
};

/** Builds the network of a recipe with a file system for each of its cases, and has the built function look at them all. */
export const play = async (stage: Stage, recipe: Recipe): Promise<readonly Played[]> => {
  await stage.clear();
  const { world } = stage.aws;
  const network = networkOf(recipe);
  const built = build(world, network);
  const [vpcId = ''] = world.vpcs.keys();
  stage.writePolicy(inForce(recipe.policy, vpcId));
  const groups = new Map([...built.groups, ['nobody', built.nobody] as const]);
  const keys = new Map([...groups].map(([key, { id }]) => [id, key]));
  const cases = recipe.cases.map((one, number) => addCase(world, recipe, one, number, built));
  const set = ({ mountTargets }: (typeof cases)[number], attached: readonly string[]) => {
    const ids = attached.map((key) => named(groups, key).id);
    for (const { id } of mountTargets) setGroups(world, id, ids);
  };
  const look = async (at: typeof cases) => {
    const { answer: answered, error } = await stage.run({ fileSystemIds: at.map(({ id }) => id) });
    if (error) throw new Error(`${recipe.id}: the function failed`, { cause: error });
    return answer.parse(answered).results;
  };

  const earlierOf = ({ one: { kind, earlier = ['nobody'] } }: (typeof cases)[number]) =>
    kind === 'drift' ? earlier : [];
  const onRecord = cases.filter((it) => earlierOf(it).length > 0);
  for (const it of onRecord) set(it, earlierOf(it));
  const unlike = (await stage.time.ago(hour, () => look(onRecord))).find(({ status }) => status !== 'fixed');
  if (unlike) throw new Error(`${recipe.id}: not put right an hour ago: ${JSON.stringify(unlike)}`);

  for (const it of cases) set(it, it.attached);
  const results = await look(cases);
  return cases.map(({ one, id, wanted, attached, mountTargets }) => {
    const told = results.filter(({ fileSystemId }) => fileSystemId === id);
    const { losers } = truthOf(network, { attached, wanted }, 'first', built.parties);
    return {
      ...one,
      recipe: recipe.id,
      statuses: told.map(({ status }) => status),
      told: told.map(({ reasons = [] }) => reasons),
      says: told.map(({ explanation }) => explanation).join('\n'),
      attached: attached.toSorted(),
      have: mountTargets.map((it) =>
        groupsOf(world, it.id)
          .map((group) => keys.get(group) ?? group)
          .toSorted(),
      ),
      wanted: wanted.toSorted(),
      losers: losers.map(({ who }) => who),
    };
  });
};
