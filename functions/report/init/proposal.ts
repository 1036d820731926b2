import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import type { Renderers } from '../formats.ts';
import { json } from '../json.ts';

/** A mount target that is not as the proposed policy says, or that no rule governs. */
export interface LeftOut {
  readonly fileSystem: { readonly id: FileSystemId; readonly name: string | null };
  readonly mountTarget: MountTargetId;
  readonly status: string;
  readonly reasons: readonly string[];
  /** Names of groups. */
  readonly attached: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** A proposed rule, with how many mount targets it governs and how many of these are as it says. */
export interface ProposedRule {
  readonly name: string;
  readonly match: string;
  readonly mountTargets: number;
  readonly fileSystems: number;
  readonly asItSays: number;
  readonly others: readonly LeftOut[];
}

/** What is known of a proposal before it is written. */
export interface ProposalFacts {
  readonly account: string;
  readonly region: string;
  /** The day on which it was made. */
  readonly day: string;
  readonly mountTargets: number;
  readonly fileSystems: number;
  readonly rules: readonly ProposedRule[];
  readonly ungoverned: readonly LeftOut[];
  /** Until when whatever is not as a rule says is exempt. */
  readonly exemptUntil?: string;
}

export interface Proposal extends ProposalFacts {
  /** The policy. */
  readonly text: string;
}

/** How the answer of `init` is written. */
export const proposalRenderers: Renderers<Proposal> = {
  screen: ({ text }) => text,
  json: ({ text, ...facts }) => json({ version: 1, ...facts, policy: text }),
};
