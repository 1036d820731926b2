/** An account of the organisation that is not suspended. */
export interface MemberAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
  /** Ids of the organizational units that it is in, the root first, its parent last. */
  readonly units: readonly string[];
}

/** What AWS Organizations says of the accounts. Throws as `Reader` does. */
export interface OrganizationReader {
  /** Every account below these units, or below the root when none is named, each once; suspended ones never. */
  accountsBelow(units?: readonly string[]): Promise<readonly MemberAccount[]>;
}
