import type { AccountFacts } from '../../core/decide/policy-at.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Place } from '../../core/model/place.ts';
import type { Tags } from '../../core/model/policy.ts';
import type { ReasonCode } from '../../core/model/reason.ts';

/** A security group that tests speak of, by its key in the file. */
export interface TestGroup {
  readonly key: string;
  /** As its key where the file says nothing else. */
  readonly name: string;
  readonly id?: SecurityGroupId;
  /** The account that owns it, where that is another one. */
  readonly owner?: string;
  readonly tags: Tags;
  /** Whom it lets in over NFS: keys of groups, and CIDR blocks. */
  readonly nfsFrom: readonly string[];
  /** Machines that are in it: how many, or their addresses. */
  readonly members: number | readonly string[];
}

/** What a mount target may be found to be. */
export const expectable = ['compliant', 'drifted', 'refused', 'exempt', 'unmanaged'] as const;

/** What a test says must come of it; what it does not say may be anything. Groups by their keys. */
export interface Expected {
  readonly status: (typeof expectable)[number];
  readonly rule?: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly reason?: readonly ReasonCode[];
}

/** One case: a mount target with what is attached to it, and what must come of it. */
export interface PolicyTest {
  readonly name: string;
  /** Where the test stands, and its `expect`: line from 1, and offsets of the value in UTF-16 units. */
  readonly line: number;
  readonly expectAt: { readonly offset: number; readonly end: number };
  /** The day on which it happens, in milliseconds since the epoch; today where it does not say. */
  readonly at?: number;
  readonly tags: Tags;
  /** The account and Region that it is in, and the account's units, where rules or exemptions ask for them. */
  readonly within: Partial<Place> & Pick<AccountFacts, 'units'>;
  readonly place: Partial<Pick<LiveState['mountTarget'], 'id' | 'fileSystemId' | 'vpcId' | 'availabilityZone'>>;
  /** Keys of the groups that are attached. */
  readonly attached: readonly string[];
  /** Keys of the groups that were attached when it was last compliant; nothing is on record where it does not say. */
  readonly lastGood?: readonly string[];
  readonly expect: Expected;
}

/** A file of tests. */
export interface PolicyTests {
  /** The policy that they are about, relative to the file. */
  readonly policy?: string;
  readonly groups: readonly TestGroup[];
  readonly tests: readonly PolicyTest[];
}
