import type { Place } from '../core/model/place.ts';
import { text } from './read.ts';
import { ignore } from './result.ts';

/** What mountguard knows of itself: the ARN of the role it runs as, or of a session of that role. */
export interface Own {
  readonly roleArn?: string;
  /** What it looks after. */
  readonly place?: Place;
}

/** The Region and account in an ARN of what mountguard looks after. */
const arn = /^arn:[^:\s]*:(?:elasticfilesystem|ec2):([^:\s]*):([^:\s]*):/;

/** Whether the text at one of two paths is the name of another account, or Region, than those that are looked after. */
export const isElsewhere = ({ place }: Own, event: unknown, account: string, region: string): boolean =>
  place !== undefined &&
  ((text(event, account) ?? place.account) !== place.account || (text(event, region) ?? place.region) !== place.region);

/** Whether a value is an ARN of another account or Region. */
export const isForeignArn = ({ place }: Own, value: unknown): value is string => {
  const [, region, account] = (typeof value === 'string' && arn.exec(value)) || [];
  return place !== undefined && region !== undefined && (region !== place.region || account !== place.account);
};

/** The answer for an event about another account or Region. */
export const elsewhere = ignore('not-of-this-account-and-region');
