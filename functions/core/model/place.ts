/** The account and Region that a deployment looks after. */
export interface Place {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** What the partition keys of a place begin with. */
export const placeKey = ({ account, region }: Place): string => `${account}/${region}`;
