import { parsePolicy } from '../../functions/policy/parse-policy.ts';
import type { Row } from './row.ts';

const rules = 10_000;
const mebibyte = 1_048_576;
const bar = { seconds: 2 };

/** A policy of many rules, of which none covers another, filled up with a comment to the most that is read. */
const longest = (): string => {
  const list = Array.from(
    { length: rules },
    (_, i) => `- { name: r${i}, when: { tags: { app: v${i} } }, securityGroups: [{ id: sg-00000000 }] }\n`,
  );
  const text = `version: 1\nrules:\n${list.join('')}#`;
  return text.padEnd(mebibyte, '.');
};

/** What it takes to read the longest policy: its YAML, its schema, and which of its rules can never govern. */
export const readingPolicy = async (): Promise<readonly Row[]> => {
  const text = longest();
  const used = process.cpuUsage();
  const parsed = parsePolicy(text, 'bench');
  const { user, system } = process.cpuUsage(used);
  if (!('policy' in parsed)) throw new Error(JSON.stringify(parsed.findings.slice(0, 3)));
  const seconds = (user + system) / 1_000_000;
  return [
    {
      what: `${rules.toLocaleString('en')} rules in 1 MiB of text`,
      ours: `${seconds.toFixed(1)} s of processor time`,
      against: `at most ${bar.seconds} s`,
      met: seconds <= bar.seconds,
    },
  ];
};
