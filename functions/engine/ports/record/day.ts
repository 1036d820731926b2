/** What the sweeps of a day found: the last of them, and how many there were. */
export interface DayCounts {
  /** Mount targets that the last one looked at. */
  readonly checked: number;
  readonly compliant: number;
  /** Not as a rule says, whether that is put right, queued, or would be. */
  readonly drifted: number;
  readonly refused: number;
  /** Held by a person, or by mountguard itself. */
  readonly held: number;
  readonly unmanaged: number;
}

/** The counts of a day on record, and how many changes AWS took on it. */
export interface DayOnRecord extends DayCounts {
  /** `YYYY-MM-DD`, in UTC. */
  readonly day: string;
  readonly fixed: number;
}
