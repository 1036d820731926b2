import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import { importRules } from './import-rules.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const folders = ['functions', 'infra', 'test'];
const { output } = await cruise(folders, {
  validate: true,
  ruleSet: { forbidden: importRules },
  // What the oracle tests install is not ours.
  exclude: { path: '^test/oracle/[.]tools/' },
  doNotFollow: { path: 'node_modules' },
  tsPreCompilationDeps: true,
  tsConfig: { fileName: 'tsconfig.json' },
  enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
});
if (typeof output === 'string') throw new Error(output);

// A version of TypeScript that dependency-cruiser does not know makes it see no modules, and so no violations.
const cruised = new Set(output.modules.map(({ source }) => source));
if (cruised.size === 0) throw new Error('No modules, so nothing was checked');
const unseen = globSync(folders.map((folder) => `${folder}/**/*.ts`)).filter((path) => !cruised.has(path));
if (unseen.length > 0) throw new Error(`Not cruised, so not checked: ${unseen.join(', ')}`);

const { violations } = output.summary;
const reasons = new Map(importRules.map(({ name, comment }) => [name, comment]));
for (const { rule, from, to } of violations) console.error(`${from} -> ${to}: ${rule.name}. ${reasons.get(rule.name)}`);
console.log(`${cruised.size} modules and packages, ${violations.length} forbidden imports`);
process.exitCode = violations.length > 0 ? 1 : 0;
