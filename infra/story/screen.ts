import type { Finding } from '../../functions/core/model/finding.ts';
import type { Run } from '../run-function.ts';

/** API calls by operation, such as `{"efs:DescribeMountTargets": 1}`. */
export type Counts = Readonly<Record<string, number>>;

interface Answer {
  readonly results?: readonly Finding[];
  readonly ignored?: string;
}

const isAws = (operation: string): boolean => /^(efs|ec2):/.test(operation);

const sayCalls = (counts: Counts): string => {
  const aws = Object.entries(counts).filter(([operation]) => isAws(operation));
  const tables = Object.entries(counts).filter(([operation]) => !isAws(operation));
  const total = aws.reduce((sum, [, n]) => sum + n, 0);
  const others = tables.reduce((sum, [, n]) => sum + n, 0);
  const names = aws.map(([operation, n]) => (n > 1 ? `${operation} x${n}` : operation)).join(', ');
  return `${total} to EFS and EC2${names ? ` (${names})` : ''}, ${others} to DynamoDB`;
};

/** What a run answered, in a word: the status of its findings, why it was ignored, or its error. */
export const statusOf = ({ answer, error }: Run): string => {
  if (error) return `error: ${error.message}`;
  const { results = [], ignored } = answer as Answer;
  return ignored ? `ignored: ${ignored}` : results.map(({ status }) => status).join(', ');
};

/** Shows one step of the story: what happened, what the function made of it, and the calls it took. */
export const showStep = (title: string, run: Run, counts: Counts, ok: boolean): void => {
  console.log(`\n${ok ? '✓' : '✗'} ${title}`);
  console.log(`    answer   ${statusOf(run)}`);
  for (const { before, after, explanation } of (run.answer as Answer | undefined)?.results ?? []) {
    if (before.join() !== after.join()) console.log(`    groups   ${before.join(' ')} → ${after.join(' ')}`);
    console.log(`    because  ${explanation}`);
  }
  console.log(`    calls    ${sayCalls(counts)}`);
};
