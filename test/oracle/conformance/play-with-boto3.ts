import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Play } from '../../contract/play.ts';
import type { Played } from '../../contract/step.ts';
import { pythonProgram } from '../set-up/python.ts';
import { oraclePath } from '../set-up/tool.ts';

/** Plays steps against an endpoint with boto3; every answer is compared with botocore's model, but for moto's. */
export const playWithBoto3 = async (
  endpoint: string,
  { steps, known = {} }: Play,
  { validate = true } = {},
): Promise<Played> => {
  const player = spawn(pythonProgram('aws', 'python'), [oraclePath('conformance/play.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  player.stdin.end(JSON.stringify({ endpoint, steps, known, validate }));
  return JSON.parse(await text(player.stdout));
};
