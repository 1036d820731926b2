import { printable } from '../core/model/printable.ts';
import type { Reason } from '../core/model/reason.ts';

/** A number with its noun: `1 mount target`, `2 mount targets`. */
export const count = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;

/** Accounts and Regions in number: `1 account and Region`, `2 accounts and Regions`. */
export const countPlaces = (n: number): string =>
  n === 1 ? '1 account and Region' : `${n.toLocaleString('en')} accounts and Regions`;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time in UTC, such as `26 Nov 16:20 UTC`. */
export const sayTime = (iso: string): string => {
  const time = new Date(iso);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${time.getUTCDate()} ${months[time.getUTCMonth()]} ${two(time.getUTCHours())}:${two(time.getUTCMinutes())} UTC`;
};

/** How long ago a time was, such as `12 min ago`. */
export const sayAgo = (iso: string, now: string): string => {
  const minutes = Math.round((Date.parse(now) - Date.parse(iso)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 120) return `${minutes} min ago`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`;
};

/** A caller as a person knows them: `ana (PlatformAdmin)` for a session of a role, `bob` for a user. */
export const sayCaller = (arn: string): string => {
  const [, , , , , resource = arn] = arn.split(':');
  const [type, first = '', ...rest] = resource.split('/');
  const name = (text: string): string => printable(text.replace(/^AWSReservedSSO_(.+)_[0-9a-f]+$/, '$1'));
  if (type === 'assumed-role') return `${printable(rest.join('/'))} (${name(first)})`;
  if (type === 'role') return `role/${name(rest.at(-1) ?? first)}`;
  return type === 'user' ? printable(rest.at(-1) ?? first) : printable(resource);
};

/** What is said where CloudTrail has no cause. */
export const causeNotFound = 'CloudTrail has no call of the last 90 days that attached these groups';

/** A reason, as much as a plan has room for: the rest is told by `explain`. */
export const brief = ({ text, loss }: Reason): string => (loss ? `${loss.names} would lose access to NFS` : text);
