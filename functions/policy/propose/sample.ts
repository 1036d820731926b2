import type { FileSystemId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import { type GroupSpec, specsFor } from './group-spec.ts';

/** A mount target to learn from. */
export interface Example {
  readonly live: LiveState;
  readonly fileSystem: FileSystemId;
  /** Every attached group as a bit. */
  readonly all: number;
  /** Ways that find some of the attached groups and no other group, with the bits of those they find, by their text. */
  readonly finds: ReadonlyMap<string, number>;
}

/** Mount targets to learn from, and every way of naming groups that any of them has. */
export interface Sample {
  readonly examples: readonly Example[];
  readonly specs: ReadonlyMap<string, GroupSpec>;
}

/** Mount targets that are learned from: what is proposed is judged by all of them. */
const mostExamples = 3_000;

/** Groups on one mount target, more than AWS allows. */
const mostGroups = 30;

const bitOf = (at: number): number => 2 ** at;

const exampleOf = (live: LiveState, keys: readonly string[], specs: Map<string, GroupSpec>): Example => {
  const { fileSystem, usable } = live;
  const attached = [...new Set(live.attached)].slice(0, mostGroups);
  const finds = new Map<string, number>();
  for (const group of usable.filter(({ id }) => attached.includes(id)))
    for (const spec of specsFor(group, fileSystem.tags, keys)) {
      if (finds.has(spec.text)) continue;
      const found = spec.find(usable, fileSystem.tags).map((id) => attached.indexOf(id));
      if (found.length === 0 || found.includes(-1)) continue;
      if (!specs.has(spec.text)) specs.set(spec.text, spec);
      finds.set(
        spec.text,
        found.reduce((bits, at) => bits + bitOf(at), 0),
      );
    }
  return { live, fileSystem: fileSystem.id, all: bitOf(attached.length) - 1, finds };
};

/** As many as are learned from, by the last digits of their ids: these have nothing to do with what they are for. */
const scattered = (lives: readonly LiveState[]): readonly LiveState[] => {
  if (lives.length <= mostExamples) return lives;
  const digits = ({ mountTarget: { id } }: LiveState): string => id.slice(-6);
  return lives.toSorted((a, b) => (digits(a) < digits(b) ? -1 : 1)).slice(0, mostExamples);
};

/** Takes mount targets to learn from; rules may refer to these tags of file systems. */
export const sampleOf = (lives: readonly LiveState[], keys: readonly string[]): Sample => {
  const specs = new Map<string, GroupSpec>();
  return { examples: scattered(lives).map((live) => exampleOf(live, keys, specs)), specs };
};
