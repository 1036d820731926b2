import type { Pattern, Template } from '../model/policy.ts';

/** Writes a pattern or a template as it stands in a policy. */
export const writePattern = (pattern: Pattern | Template): string => {
  if (typeof pattern === 'string') return pattern.replaceAll(/[*?\\]/g, String.raw`\$&`);
  return pattern
    .map((part) => {
      if (typeof part === 'string') return writePattern(part);
      return 'wild' in part ? part.wild : `\${${part.tag}}`;
    })
    .join('');
};
