import { leavesAloneWhatIsHeld, obeysTheGate, obeysThePause } from './brakes.ts';
import { neverCutsOff, neverOpensNfs } from './clients.ts';
import { converges } from './converges.ts';
import { everyEventAccounted } from './every-event-accounted.ts';
import { fixedIsTrue } from './fixed-is-true.ts';
import { intentAndOutcome } from './intent-and-outcome.ts';
import type { Invariant } from './invariant.ts';
import { leasesHold, oneSurveyAtATime, oneWriter } from './leases-hold.ts';
import { noWriteOutsidePolicy } from './no-write-outside-policy.ts';
import { oncePerEvent } from './once-per-event.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { nothingBehindAnAnswer, ownChangeIgnored } from './own-change-ignored.ts';
import { readBeforeRewrite } from './read-before-rewrite.ts';
import { stopsFlapping } from './stops-flapping.ts';
import { withinHourlyBudget } from './within-hourly-budget.ts';
import { triesLittle, withinSweepBudget } from './within-sweep-budget.ts';
import { neverEmpty, neverOutsideVpc, neverOverLimit } from './written-sets.ts';

/** Everything that must hold in every run. */
export const invariants: readonly Invariant[] = [
  noWriteOutsidePolicy,
  neverEmpty,
  neverOverLimit,
  neverOutsideVpc,
  leasesHold,
  oneSurveyAtATime,
  oneWriter,
  oneAtATime,
  readBeforeRewrite,
  intentAndOutcome,
  fixedIsTrue,
  withinSweepBudget,
  triesLittle,
  withinHourlyBudget,
  stopsFlapping,
  leavesAloneWhatIsHeld,
  obeysTheGate,
  obeysThePause,
  neverOpensNfs,
  neverCutsOff,
  ownChangeIgnored,
  nothingBehindAnAnswer,
  oncePerEvent,
  everyEventAccounted,
  converges,
];
