import { readdirSync, readFileSync } from 'node:fs';
import type { Network } from '../networks/network.ts';

/** What comes of a file system, by what is the matter with it. */
export type Kind = 'right' | 'drift' | 'harmless' | 'look-alike' | 'refused';

/** One file system in the network of a recipe. What it does not say is as in the recipe. */
export interface Case {
  readonly kind: Kind;
  readonly is: string;
  /** All of its tags. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly targets?: readonly string[];
  /** Without it, what is wanted. */
  readonly attached?: readonly string[];
  readonly wanted?: readonly string[];
  /** Of drift: what the policy put right an hour before, so that what is wanted is on record; without it, an empty group. */
  readonly earlier?: readonly string[];
  /** Of a look-alike: what the answer says of the nearest rule. */
  readonly nearest?: string;
  /** Of what is refused. */
  readonly reasons?: readonly string[];
  /** Of what is refused: a part of the answer. */
  readonly tells?: string;
}

type Place = 'source' | 'vpcs' | 'subnets' | 'lists' | 'groups' | 'machines' | 'beyond' | 'tags' | 'targetsSix';

/** A policy of the cookbook, and a network to play it on. */
export interface Recipe extends Pick<Network, Place | 'targets' | 'wanted'> {
  /** The name of its policy and of its network. */
  readonly id: string;
  readonly policy: string;
  /** Each file system is in the zone of its mount target. */
  readonly oneZone?: boolean;
  readonly cases: readonly Case[];
}

const policies = new URL('../../infra/policies/', import.meta.url);

/** Every recipe, in the order of their names. */
export const recipes: readonly Recipe[] = readdirSync(policies)
  .filter((file) => file.endsWith('.yaml'))
  .toSorted()
  .map((file) => {
    const id = file.replace(/\.yaml$/, '');
    return {
      ...JSON.parse(readFileSync(new URL(`networks/${id}.json`, import.meta.url), 'utf8')),
      id,
      policy: readFileSync(new URL(file, policies), 'utf8'),
    };
  });
