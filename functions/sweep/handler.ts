import { assembleSweep } from '../runtime/assemble-sweep.ts';
import { lambda } from '../runtime/lambda.ts';
import { answer } from './answer.ts';

const app = assembleSweep(process.env);

/** The Lambda's entry: a schedule, a manual payload, or a batch of the region queue. */
export const handler = lambda(app, answer(app));
