#!/usr/bin/env node
import { tooOld } from './node-version.ts';

// Nothing else is loaded before: an older Node could not even read it.
const complaint = tooOld(process.versions.node);
if (complaint === undefined) {
  const { runHere } = await import('./run-here.ts');
  await runHere(new URL('local.mjs', import.meta.url));
} else {
  process.stderr.write(`mountguard: ${complaint}\n`);
  process.exitCode = 1;
}
