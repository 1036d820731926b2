/** The account and Region that a deployment looks after. */
export interface Place {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** The id of an account. */
export const ACCOUNT = /^\d{12}$/;
/** The name of a Region. */
export const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/;

/** What the partition keys of a place begin with. */
export const placeKey = ({ account, region }: Place): string => `${account}/${region}`;
