import { code, table } from './table.ts';

const [any, sweep, both] = [
  'each look and sweep',
  'each sweep of the schedule',
  'looks, and each sweep of the schedule',
];

/** What each metric counts, and what gives it. */
const metrics: Readonly<Record<string, readonly [counts: string, by: string]>> = {
  Checked: ['mount targets that were looked at', any],
  Drifted: ['drift that was found: put right, queued, only reported, or not possible to put right now', any],
  Fixed: ['mount targets that were put right and read back', any],
  Deferred: ['mount targets that are looked at again later', any],
  Failed: ['changes that AWS did not take, or that could not be verified', any],
  EventToFixSeconds: ['seconds from the change that an event reports to the verified fix', 'each fix after an event'],
  OverBudget: ['sweeps that would change more than the policy allows', 'each sweep'],
  Tries: ['receives of a message that goes back to its queue', 'each such message'],
  Swept: ['sweeps of the schedule that finished', sweep],
  Noncompliant: ['mount targets that are drifted, refused, held or unread', sweep],
  Standing: ['those of them that stay so and that no other gauge explains', both],
  Refused: ['mount targets whose change would be unsafe', both],
  Held: ['mount targets that an order keeps unchanged', sweep],
  Unmanaged: ['mount targets that no rule matches', sweep],
  LostRule: ['mount targets that a rule governed before and none does now', sweep],
  Flapping: ['mount targets that another caller keeps changing back', both],
  OpenToWorld: ['mount targets that the world may reach', both],
  ClientsRefused: ['mount targets whose clients a change shut out', both],
  Unconfirmed: ['mount targets that wait for a confirmation, a budget or the end of a pause', both],
};

/** The metrics that the functions give. */
export const metricsTable = (): string =>
  table(
    ['metric', 'counts', 'given by'],
    Object.entries(metrics).map(([name, [counts, by]]) => [code(name), counts, by]),
  );
