import { publishConfig } from '../runtime/config.ts';
import { lambda } from '../runtime/lambda.ts';
import { telemetry } from '../runtime/telemetry.ts';
import { clock } from '../runtime/time.ts';
import { answer } from './answer.ts';

const { logger, metrics } = telemetry(process.env, clock.now);

/** The Lambda's entry: a schedule. */
export const handler = lambda({ logger, metrics }, answer({ logger, ...publishConfig(process.env) }));
