import { parseArgs } from 'node:util';
import { descriptions, networksIn } from './network.ts';
import { type Played, play } from './play.ts';
import { brokenBars, changesOf, judged, tableOf, told } from './report.ts';
import type { History } from './right.ts';
import { openStage } from './stage.ts';
import { verdictOf } from './verdict.ts';

const histories: readonly History[] = ['known', 'flow logs', 'first'];

const usage = `node test/networks/main.ts [--folder FOLDER] [--network WORD] [--drift WORD] [--history WORD] [--sample] [--verdict WORD | --json]
Plays the built function on real networks, and judges what it does. --folder has other descriptions, --network, --drift and --history choose, --sample
takes one drift of each network in each history; --verdict tells the cases that are judged so, --json every case.`;

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: descriptions },
    network: { type: 'string', default: '' },
    drift: { type: 'string', default: '' },
    history: { type: 'string', default: '' },
    sample: { type: 'boolean', default: false },
    verdict: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});

if (values.help) console.log(usage);
else {
  const started = performance.now();
  const chosen = networksIn(values.folder).filter(({ id }) => id.includes(values.network));
  const drifts = chosen.map((network) => Object.keys(network.drifts).filter((drift) => drift.includes(values.drift)));
  /** One in turn for each network and history. */
  const sampled = (all: readonly string[], turn: number) => all.slice(turn % all.length, (turn % all.length) + 1);
  const stage = await openStage();
  const played: Played[] = [];
  for (const [turn, history] of histories.entries()) {
    if (!history.includes(values.history)) continue;
    for (const [index, network] of chosen.entries()) {
      const all = drifts[index] ?? [];
      for (const drift of values.sample ? sampled(all, index + 3 * turn) : all)
        played.push(await play(stage, { network, drift, history }));
    }
  }
  await stage.close();

  const broken = brokenBars(played);
  const { verdict } = values;
  if (values.json) console.log(JSON.stringify({ cases: played.map(judged), broken }));
  else {
    if (verdict !== undefined)
      for (const one of played.filter((it) => verdictOf(it).includes(verdict))) console.log(`${told(one)}\n`);
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(`${chosen.length} networks, ${drifts.flat().length} drifts, ${seconds} s\n`);
    console.log(tableOf(played));
    console.log(`\nVerdicts that were others in the first edition:\n${changesOf(played)}`);
    console.log(broken.length === 0 ? '\nEvery bar is met.' : `\n${broken.join('\n')}\n\n${broken.length} missed.`);
  }
  process.exitCode = broken.length === 0 || values.json ? 0 : 1;
}
