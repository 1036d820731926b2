import { readFileSync } from 'node:fs';
import { openStage } from '../networks/stage.ts';
import { blocksOf } from '../support/markdown.ts';
import { play } from './play.ts';
import { recipes } from './recipe.ts';
import { goEachWay } from './ways.ts';

const readme = readFileSync(new URL('../../infra/policies/README.md', import.meta.url), 'utf8');
const [tagged = '', named = '', exemption = ''] = blocksOf(readme, 'yaml');
const stage = await openStage();
const played = [];
for (const recipe of recipes) played.push(...(await play(stage, recipe)));
const ways = await goEachWay(stage, { tagged, named, exemption });
await stage.close();
console.log(JSON.stringify({ played, ways }));
