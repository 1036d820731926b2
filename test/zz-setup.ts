import { ensureAll } from './oracle/set-up/set-up.ts';
import { aws, iam, sam } from './oracle/set-up/python.ts';
await ensureAll([aws, iam, sam]);
console.log('done');
