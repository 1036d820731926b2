import type { Path } from './policy-problem.ts';

/** Stands for a value that was refused while reading, so that nothing else is said of it. */
export const REFUSED = Symbol('refused');

/** What a policy's text says at one path, and where that is. Offsets are UTF-16 units into the text. */
export interface SourceNode {
  /** Plain data; a mapping is an object whose every key, `__proto__` too, is its own. */
  readonly value: unknown;
  readonly offset: number;
  /** Behind the value. */
  readonly end: number;
  /** Where the field's name stands; for list items and the whole policy, `offset`. */
  readonly keyOffset: number;
  readonly keyEnd: number;
  /** A number, boolean or null as it was written: `007`, not 7. */
  readonly source: string;
  readonly children: ReadonlyMap<string | number, SourceNode>;
}

/** Follows a path as far as it leads; `found` is false when the last step of it is missing. */
export const follow = (root: SourceNode, path: Path): { readonly node: SourceNode; readonly found: boolean } => {
  let node = root;
  for (const step of path) {
    const child = node.children.get(step);
    if (child === undefined) return { node, found: false };
    node = child;
  }
  return { node, found: true };
};

/** Behind the last character of what a node says, without the comments and line ends that YAML takes for a part of it. */
export const endOfText = (node: SourceNode, text: string): number => {
  const last = /[[{]/.test(text[node.offset] ?? '') ? undefined : [...node.children.values()].at(-1);
  return last === undefined ? node.end : endOfText(last, text);
};
