import { formatPath, type Problem, quoted } from './policy-problem.ts';
import type { SourceNode } from './source-node.ts';

/** Shortens text for a message. */
export const clip = (text: string, longest = 60): string =>
  text.length > longest ? `${text.slice(0, longest)}…` : text;

/** Says what a node holds, as short as a message needs it. */
export const quote = ({ value, source, children }: SourceNode): string => {
  if (typeof value === 'string') return quoted(clip(value));
  if (typeof value !== 'object' || value === null) return source || 'empty';
  if (Array.isArray(value)) return children.size === 0 ? 'an empty list' : 'a list';
  return children.size === 0 ? 'an empty mapping' : `a mapping with ${clip([...children.keys()].join(', '))}`;
};

/** Puts a problem into one sentence: what is wrong where, and the remedy. `whole` is what the text as a whole is called. */
export const sentence = ({ path, says, remedy }: Problem, whole = 'the policy'): string =>
  `${formatPath(path) || whole} ${says}; ${remedy}`;
