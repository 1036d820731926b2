import { parsePolicy } from '../../../functions/policy/parse-policy.ts';

/** The findings of a text as `LINE:COLUMN MESSAGE`. */
export const findingsOf = (text: string): string[] => {
  const result = parsePolicy(text, '0123456789ab');
  return 'policy' in result ? [] : result.findings.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

/** A policy whose only rule has this text, in flow style, as its condition: line 5, column 11. */
export const withCondition = (condition: string): string =>
  `version: 1\nrules:\n  - name: r\n    securityGroups: [{ name: g }]\n    when: ${condition}\n`;

/** A policy whose only rule has this text, in flow style, as its selectors: line 4, column 21. */
export const withGroups = (groups: string): string =>
  `version: 1\nrules:\n  - name: r\n    securityGroups: ${groups}\n`;

/** A policy with these exemptions, in flow style: from line 4, column 5. */
export const withExemptions = (...exemptions: string[]): string =>
  `version: 1\nrules: []\nexemptions:\n${exemptions.map((exemption) => `  - ${exemption}\n`).join('')}`;

/** A policy with these rules, each in flow style on one line: from line 3, column 5. */
export const withRules = (...rules: string[]): string =>
  `version: 1\nrules:\n${rules.map((rule) => `  - { securityGroups: [{ name: g }], ${rule} }\n`).join('')}`;
