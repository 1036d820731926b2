import { asThrown, awsError, lostAnswer, throttling } from './aws-error.ts';
import type { Chance } from './chance.ts';
import type { Call } from './happening.ts';
import { never, wait } from './here.ts';
import type { Process } from './process.ts';
import { retrying, retryingAnswered } from './retries.ts';
import type { Stage } from './stage.ts';
import { stepNamer } from './steps.ts';

/** What becomes of one request on its way. */
interface Fate {
  readonly fault?: string;
  readonly performed: boolean;
  /** It is performed when its answer has long been given up. */
  readonly isLate?: true;
  /** What its process is told instead of the service's answer. */
  readonly error?: (service: Call['service']) => Error;
}

const fine: Fate = { performed: true };
const tired: Fate = { fault: 'slow answer', performed: true };
const broken = () => awsError('InternalServerError');
const throttled: Fate = {
  fault: 'request throttled',
  performed: false,
  error: (service) => awsError(throttling[service]),
};
const failures: readonly [Fate, Fate] = [
  { fault: 'error 500, not performed', performed: false, error: broken },
  { fault: 'error 500, performed', performed: true, error: broken },
];
const unheard: Fate = { fault: 'answer lost, not performed', performed: false, error: lostAnswer };
const losses: readonly [Fate, Fate, Fate] = [
  unheard,
  { fault: 'answer lost, performed', performed: true, error: lostAnswer },
  { fault: 'answer lost, performed late', performed: true, isLate: true, error: lostAnswer },
];

/** How long the SDK waits for an answer, in milliseconds. */
const patienceMs = 5_000;
/** How long a service takes that is ailing. */
const tiredMs = 4_500;

type Answer = { readonly output: unknown } | { readonly error: unknown };

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));

/** Carries requests to the services of a stage, with everything that can happen to them on their way there and back. */
export const requestsOn = (stage: Stage, chance: Chance): Stage['request'] => {
  const namers = new WeakMap<Process, ReturnType<typeof stepNamer>>();

  const fateOf = ({ service, step }: Call): Fate => {
    const { weather, ailing } = stage;
    if (ailing.includes(service)) return chance.happens(0.5) ? unheard : tired;
    if (chance.happens(weather.throttled)) return throttled;
    if (chance.happens(weather.broken)) return chance.pick(failures);
    // Few requests are writes, and a lost one is the worst that can happen.
    return chance.happens(step === 'modify' ? 5 * weather.lost : weather.lost) ? chance.pick(losses) : fine;
  };

  const perform = (process: Process, call: Call): Answer => {
    stage.happen({ kind: 'arrived', process, call });
    try {
      const output = stage.perform(call);
      stage.happen({ kind: 'performed', process, call });
      return { output };
    } catch (thrown) {
      const error = asThrown(thrown);
      stage.happen({ kind: 'performed', process, call, error: nameOf(error) });
      return { error };
    }
  };

  const isDoomed = ({ doom }: Process, { step }: Call, phase: 'before' | 'after'): boolean =>
    doom?.phase === phase && (doom.step === step || (doom.step === 'anywhere' && chance.happens(0.1)));

  const suspension = ({ unlimited }: Process, { step }: Call): number => {
    // While Modify is under way nothing could help: EFS has no conditional write.
    if (!unlimited || step === 'modify' || !chance.happens(stage.weather.suspended)) return 0;
    stage.count('process suspended');
    return chance.between(30_000, 240_000);
  };

  const delays = (fate: Fate): readonly [there: number, back: number] => {
    const { fault, error, isLate } = fate;
    const slow = chance.happens(stage.weather.slow);
    const one = () => (slow ? chance.between(500, 2_000) : chance.between(2, 40));
    const timedOut = error === lostAnswer && chance.happens(0.5);
    if (slow) stage.count('slow answer');
    if (fault !== undefined) stage.count(fault);
    if (isLate) return [chance.between(6_000, 300_000), 0];
    return [one(), fate === tired ? tiredMs : timedOut ? patienceMs : one()];
  };

  const once = async (process: Process, call: Call): Promise<unknown> => {
    if (process.answered) stage.happen({ kind: 'behind', process, call });
    if (!process.alive) return never();
    if (isDoomed(process, call, 'before')) return stage.die(process, `before ${call.step}`);
    const fate = fateOf(call);
    const [there, back] = delays(fate);
    stage.happen({ kind: 'sent', process, call });
    const answer = await new Promise<Answer>((resolve) => {
      const tell = (ms: number, answer: Answer): void =>
        stage.timeline.after(ms, () => process.alive && resolve(answer));
      const failure = fate.error && { error: fate.error(call.service) };
      if (failure && fate.isLate) tell(patienceMs, failure);
      stage.timeline.after(there, () => {
        const performed: Answer = fate.performed ? perform(process, call) : { output: undefined };
        if (!fate.isLate) tell(back + suspension(process, call), failure ?? performed);
      });
    });
    if (isDoomed(process, call, 'after')) return stage.die(process, `after ${call.step}`);
    if ('output' in answer) {
      stage.happen({ kind: 'answered', process, call });
      return answer.output;
    }
    const lost = fate.error === lostAnswer;
    stage.happen({ kind: 'answered', process, call, error: nameOf(answer.error), lost });
    throw answer.error;
  };

  /** Puts a request as an SDK client of the process would, retries included. */
  return async (process, asked) => {
    const name = namers.get(process) ?? stepNamer();
    namers.set(process, name);
    const call = name(asked);
    const retry = asked.resend === 'answered' ? retryingAnswered : retrying;
    return retry(wait, () => once(process, call), asked.signal);
  };
};
