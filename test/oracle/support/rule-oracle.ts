import { createInterface } from 'node:readline';
import { javaArguments } from '../set-up/jvm.ts';
import { startService } from './service.ts';

/** EventBridge event patterns by rule name. */
export type Patterns = Readonly<Record<string, unknown>>;

/** Amazon's Event Ruler, the matcher behind EventBridge. */
export interface RuleOracle {
  /** Names of the rules that an event matches, sorted. Rejects with Ruler's words when it refuses a pattern. */
  matched(rules: Patterns, event: unknown): Promise<readonly string[]>;
  stop(): Promise<void>;
}

interface Answer {
  readonly matched?: readonly string[];
  readonly error?: string;
}

/** Starts Event Ruler in a process of its own. */
export const startRuleOracle = (): RuleOracle => {
  const service = startService('java', javaArguments('RuleOracle'), { stdin: 'pipe' });
  const { stdin, stdout } = service.process;
  if (!stdin || !stdout) throw new Error('Event Ruler has no pipes');
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();

  const ask = async (question: object): Promise<readonly string[]> => {
    stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error(`Event Ruler ended:\n${service.output()}`);
    const { matched, error } = JSON.parse(value) as Answer;
    if (!matched) throw new Error(`Event Ruler: ${error}`);
    return matched;
  };

  return {
    matched(rules, event) {
      const answer = last.then(() => ask({ rules, event }));
      last = answer.catch(() => undefined);
      return answer;
    },
    stop: () => service.stop(),
  };
};
