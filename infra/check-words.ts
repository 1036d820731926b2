import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** Words that make readers with another mother tongue stop, or that hide who does what. */
const avoided = /\b(?:whoever|somebody|nobody|of which|be it|belongs into|mended)\b|\bas it is[.,;:)'"`]|\bas it is$/i;

const texts = ['*.md', '*.yaml', 'functions/**/*', 'events/**/*', 'infra/**/*', '.github/**/*.yaml'];
const own = 'check-words.ts';
const files = texts
  .flatMap((pattern) => globSync(pattern, { withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name !== own);
const found = files.flatMap(({ parentPath, name }) => {
  const path = `${parentPath}/${name}`;
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, index) => (avoided.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []));
});

for (const line of found) console.error(line);
console.log(`${files.length} files, ${found.length} lines with a word to avoid: name who does what instead`);
process.exitCode = found.length > 0 ? 1 : 0;
